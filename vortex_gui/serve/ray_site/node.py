"""What runs on a node of the cluster: an agent for one worker, and the way of its bytes to the head node.

`Node` is the class of an actor; Ray itself is not imported here. Its methods run on the actor's own loop.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from vortex_gui.engine.data_folder.folder_lock import FolderLock
from vortex_gui.serve.agent_socket import connect, socket_of

PREFIX = "vortex-ray-"
SETTINGS_NAME = "settings.yaml"
AGENT_NAME = "agent"
"""The agent's own folder in the actor's."""
PIECE_BYTES = 1024 * 1024
HEAR_S = 0.5
"""An answer comes at least so often, also when there is nothing to tell."""
ORPHAN_S = 60.0
"""Without a call for so long the head's agent is gone for good: the GPU is let go."""
LOOK_S = 0.02
START_LIMIT_S = 60.0
CLOSE_LIMIT_S = 2.0
END_LIMIT_S = 20.0
OLD_S = 2.0
"""An actor locks its folder as soon as it has made it."""


class Node:
    """One worker's place. Detached: it outlives an agent that is started again, but not for long."""

    agent_command: Sequence[str] = (sys.executable, "-m", "vortex_gui.serve.ray_site.node_agent")

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        self._lock = FolderLock(self._folder)
        self._lock.take()
        remove_left(self._folder)
        self._agent: subprocess.Popen[bytes] | None = None
        self._settings = ""
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._reading = asyncio.Lock()
        """A call whose caller has gone may still read."""
        self._called_at = time.monotonic()
        self._has_ended = threading.Event()
        threading.Thread(target=self._end_as_orphan, name="orphan-watch", daemon=True).start()

    async def where(self) -> str:
        """The node's name; the first answer of an actor that has found its place."""
        self._call()
        return platform.node()

    async def begin(self, settings: str) -> None:
        """Starts the agent, or keeps one that has the same settings. Raises `RuntimeError`."""
        self._call()
        if self._agent is not None and (self._agent.poll() is not None or self._settings != settings):
            await asyncio.to_thread(self._end_agent)
        if self._agent is None:
            self._settings = settings
            (self._folder / SETTINGS_NAME).write_text(settings, encoding="utf-8")
            self._agent = start_agent(self._folder, self.agent_command)
        ends_at = time.monotonic() + START_LIMIT_S
        while not socket_of(self._folder / AGENT_NAME).exists():
            if self._agent.poll() is not None or time.monotonic() > ends_at:
                raise RuntimeError(await asyncio.to_thread(_last_words, self._folder))
            await asyncio.sleep(LOOK_S)

    async def open(self) -> None:
        """A fresh connection to the agent, in the place of the last one. Raises `VortexError`."""
        self._call()
        await self._close()
        self._reader, self._writer = await asyncio.open_unix_connection(
            sock=connect(self._folder / AGENT_NAME), limit=PIECE_BYTES
        )

    async def say(self, data: bytes) -> None:
        """Bytes for the agent."""
        self._call()
        if self._writer is not None:
            self._writer.write(data)
            await self._writer.drain()

    async def hear(self) -> bytes | None:
        """The agent's next bytes, none after `HEAR_S`; `None` when it has ended the connection."""
        self._call()
        reader = self._reader
        if reader is None:
            return None
        try:
            async with asyncio.timeout(HEAR_S), self._reading:
                return await reader.read(PIECE_BYTES) or None
        except TimeoutError:
            return b""
        except OSError:
            return None

    async def end(self) -> None:
        """Ends the agent with its worker, and leaves nothing on this node."""
        await self._close()
        await asyncio.to_thread(self._tidy)

    def _tidy(self) -> None:
        self._has_ended.set()
        self._end_agent()
        self._lock.release()
        shutil.rmtree(self._folder, ignore_errors=True)
        remove_left(self._folder)

    def _call(self) -> None:
        self._called_at = time.monotonic()

    async def _close(self) -> None:
        """Waits until the agent has let the connection go: it takes one at a time."""
        reader, writer = self._reader, self._writer
        self._reader = self._writer = None
        if reader is None or writer is None:
            return
        with contextlib.suppress(OSError, TimeoutError):
            writer.write_eof()
            async with asyncio.timeout(CLOSE_LIMIT_S), self._reading:
                while await reader.read(PIECE_BYTES):
                    pass
        writer.close()

    def _end_agent(self) -> None:
        agent, self._agent = self._agent, None
        if agent is None:
            return
        agent.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            agent.wait(END_LIMIT_S)
        agent.kill()
        agent.wait()

    def _end_as_orphan(self) -> None:
        """In a thread from the beginning: an actor that is never called ends as well."""
        while not self._has_ended.wait(ORPHAN_S / 10):
            if time.monotonic() - self._called_at > ORPHAN_S:
                self._tidy()
                os._exit(0)


def start_agent(folder: Path, command: Sequence[str]) -> subprocess.Popen[bytes]:
    """The agent of this node in a process of its own; it ends with this one."""
    with (folder / "words").open("wb") as words:
        return subprocess.Popen(
            [*command, str(folder), str(os.getpid())],
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=words,
        )


def remove_left(own: Path) -> None:
    """Removes the folders of actors of ours that were killed here: nobody holds their locks any more."""
    for folder in own.parent.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            found = folder.lstat()
            is_ours = found.st_uid == os.getuid() and folder.is_dir() and not folder.is_symlink()
            if folder == own or not is_ours or time.time() - found.st_mtime < OLD_S:
                continue
            lock = FolderLock(folder)
            if lock.take():
                shutil.rmtree(folder, ignore_errors=True)
                lock.release()


def _last_words(folder: Path) -> str:
    """Why an agent did not come up."""
    lines = (folder / "words").read_text(encoding="utf-8", errors="replace").splitlines()
    return lines[-1] if lines else "the agent of this node did not start"
