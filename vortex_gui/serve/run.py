"""The agent's process from start to end: its lock, its spool, its workers, its socket, its signals."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from vortex_gui.base.errors import SettingsError, VortexError
from vortex_gui.base.files.private_files import make_private_folder
from vortex_gui.base.files.shipped import program
from vortex_gui.base.log.log_line import LogLine
from vortex_gui.base.log.logs import LOG_FOLDER, JsonLinesFile
from vortex_gui.base.process.clock import steady_now
from vortex_gui.base.process.stopping import stopping_signals
from vortex_gui.base.profile import load_profile
from vortex_gui.base.settings.settings import Settings
from vortex_gui.base.words.amounts import GB
from vortex_gui.base.words.translation import tr
from vortex_gui.engine.data_folder.folder_lock import FolderLock
from vortex_gui.engine.places.place import Order
from vortex_gui.engine.places.process.shared_spare import SharedSpare, spare_for
from vortex_gui.engine.side.examining import examine
from vortex_gui.serve.agent import Agent
from vortex_gui.serve.agent_socket import agent_folder
from vortex_gui.serve.door import Door
from vortex_gui.serve.post import MakePost
from vortex_gui.serve.seated_posts import machine_seats, posts_at
from vortex_gui.serve.spool import Spool

LOG_NAME = "serve.jsonl"
SPOOL_NAME = "spool"
Beside = Callable[[Agent, Door], Coroutine[None, None, None]]


class Posts(NamedTuple):
    """The workers' names, what makes the post of each, and the spare that those of this machine share."""

    names: Sequence[str]
    make: MakePost
    spare: SharedSpare | None = None


def run_agent(
    settings: Settings,
    *,
    worker_command: Sequence[str] | None = None,
    settings_file: Path | None = None,
    posts: Posts | None = None,
    folder: Path | None = None,
    beside: Beside | None = None,
) -> None:
    """Serves consoles until a signal ends it. Raises `VortexError`, also when another agent runs here.

    Without `posts` it has the workers that the settings wish for.
    `settings_file` is where the settings came from, for the doctor. `beside` runs as long as the agent does.

    In a `folder` other than the data folder's it keeps its log too: there may be more agents of one user.
    """
    log_folder = folder or settings.folders.data_path / LOG_FOLDER
    folder = folder or agent_folder(settings)
    try:
        make_private_folder(settings.folders.data_path)
        make_private_folder(folder)
        lock = FolderLock(folder)
        is_ours = lock.take()
    except OSError as error:
        raise _unusable(folder, error) from None
    if not is_ours:
        raise VortexError(
            tr("Another agent serves from {folder} already.", folder=folder),
            remedy=tr("End that one first, or choose another data folder."),
        )
    try:
        spool = Spool(folder / SPOOL_NAME, round(settings.serve.spool_gb * GB))
        order = Order(settings, load_profile(settings.pipeline.profile), worker_command or program("worker"))
        file = JsonLinesFile(log_folder / LOG_NAME, max_bytes=settings.log.max_mb * 1_000_000)
        try:
            posts = posts or _seated(order, file.write)
            agent = Agent(
                order,
                spool,
                workers=posts.names,
                make_post=posts.make,
                now=steady_now,
                keep_line=file.write,
                examine=partial(examine, settings_file=settings_file),
            )
            asyncio.run(_serve(agent, folder, beside, posts.spare))
        finally:
            file.close()
    except OSError as error:
        raise _unusable(folder, error) from None
    finally:
        lock.release()


def _seated(order: Order, keep_line: Callable[[LogLine], None]) -> Posts:
    """Those of the settings. Raises `SettingsError` where they wish for none."""
    found = machine_seats(order)
    if not found:
        raise SettingsError([tr("pipeline.workers is 0: an agent without workers serves nobody.")])
    spare = spare_for(len(found), order.command, order.settings.worker, keep_line)
    return Posts([seat.name for seat in found], posts_at(found, spare), spare)


async def _serve(agent: Agent, folder: Path, beside: Beside | None, spare: SharedSpare | None) -> None:
    """Opens the socket, starts the workers, waits for a signal, and ends both in the other order."""
    told_to_end = asyncio.Event()
    for number in stopping_signals():
        asyncio.get_running_loop().add_signal_handler(number, told_to_end.set)
    door = Door(agent, folder)
    try:
        await door.open()
        agent.start()
        if beside is None:
            await told_to_end.wait()
        else:
            await _while(beside(agent, door), told_to_end)
    finally:
        await door.close()
        await agent.stop()
        if spare is not None:
            await spare.stop()


async def _while(work: Coroutine[None, None, None], told_to_end: asyncio.Event) -> None:
    """Until the end is asked for, or the work fails, which it raises."""
    tasks = [
        asyncio.create_task(work, name="agent-beside"),
        asyncio.create_task(told_to_end.wait(), name="agent-end"),
    ]
    done, left = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in left:
        task.cancel()
    await asyncio.wait(tasks)
    for task in done:
        task.result()


def _unusable(folder: Path, error: OSError) -> VortexError:
    return VortexError(
        tr("{folder} cannot be used ({why}).", folder=folder, why=error.strerror or error),
        remedy=tr("Choose a writable data folder in the settings."),
    )
