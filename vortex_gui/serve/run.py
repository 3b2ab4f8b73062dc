"""The agent's process from start to end: its lock, its spool, its workers, its socket, its signals."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Sequence
from pathlib import Path

from vortex_gui.base.errors import VortexError
from vortex_gui.base.files.private_files import make_private_folder
from vortex_gui.base.files.shipped import program
from vortex_gui.base.log.logs import LOG_FOLDER, JsonLinesFile
from vortex_gui.base.process.clock import steady_now
from vortex_gui.base.profile import load_profile
from vortex_gui.base.settings import Settings
from vortex_gui.base.words.amounts import GB
from vortex_gui.base.words.translation import tr
from vortex_gui.engine.data_folder.folder_lock import FolderLock
from vortex_gui.engine.places.place import Order
from vortex_gui.serve.agent import Agent
from vortex_gui.serve.agent_socket import agent_folder
from vortex_gui.serve.door import Door
from vortex_gui.serve.spool import Spool

LOG_NAME = "serve.jsonl"
SPOOL_NAME = "spool"
STOPPING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


def run_agent(settings: Settings, *, worker_command: Sequence[str] | None = None) -> None:
    """Serves consoles until a signal ends it. Raises `VortexError`, also when another agent runs here."""
    folder = agent_folder(settings)
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
        asyncio.run(_serve(settings, folder, worker_command or program("worker")))
    except OSError as error:
        raise _unusable(folder, error) from None
    finally:
        lock.release()


async def _serve(settings: Settings, folder: Path, worker_command: Sequence[str]) -> None:
    """Starts all parts in order, waits for a signal, and ends them in the other order."""
    told_to_end = asyncio.Event()
    for number in STOPPING:
        asyncio.get_running_loop().add_signal_handler(number, told_to_end.set)
    file = JsonLinesFile(
        settings.folders.data_path / LOG_FOLDER / LOG_NAME, max_bytes=settings.log.max_mb * 1_000_000
    )
    order = Order(settings, load_profile(settings.pipeline.profile), worker_command)
    spool = Spool(folder / SPOOL_NAME, round(settings.serve.spool_gb * GB))
    agent = Agent(order, spool, workers=("local",), now=steady_now, keep_line=file.write)
    door = Door(agent, folder)
    try:
        await door.open()
        agent.start()
        await told_to_end.wait()
    finally:
        await door.close()
        await agent.stop()
        file.close()


def _unusable(folder: Path, error: OSError) -> VortexError:
    return VortexError(
        tr("{folder} cannot be used ({why}).", folder=folder, why=error.strerror or error),
        remedy=tr("Choose a writable data folder in the settings."),
    )
