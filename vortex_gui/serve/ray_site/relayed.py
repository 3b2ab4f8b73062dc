"""A link's connection through an actor: bytes both ways by its methods, in the place of an ssh child."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from vortex_gui.base.process.work_thread import WorkThread
from vortex_gui.engine.machines.landing.landings import Landings
from vortex_gui.engine.machines.link.link_child import ChildEnd, Heard
from vortex_gui.wire.codec import ProtocolError
from vortex_gui.wire.link.link_frames import MAGIC, Unpacker, Wrapped, encode_link
from vortex_gui.wire.link.words import ChunksTaken, FileChunk, FolderGone, FolderOffer

_log = logging.getLogger(__name__)


class NodeCalls(Protocol):
    """The methods of an actor, called from here; each may fail with whatever Ray raises."""

    def open(self) -> Awaitable[None]: ...

    def say(self, data: bytes) -> Awaitable[None]: ...

    def hear(self) -> Awaitable[bytes | None]: ...


class Relayed:
    """One connection from start to end (`Carrier`). A node that does not answer holds up nobody else."""

    def __init__(
        self, node: NodeCalls, landings: Landings, on_heard: Callable[[Sequence[Heard]], None]
    ) -> None:
        self._node = node
        self._landings = landings
        self._on_heard = on_heard
        self._loop = asyncio.get_running_loop()
        self.ended: asyncio.Future[ChildEnd] = self._loop.create_future()
        self._outbox: asyncio.Queue[bytes] = asyncio.Queue()
        self._unpacker = Unpacker()
        self._chunks = 0
        self._reader = WorkThread("relay-reader")
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Opens the connection in a task of its own."""
        self._outbox.put_nowait(MAGIC)
        self._task = self._loop.create_task(self._live(), name="relayed-link")

    def send(self, wrapped: Wrapped) -> None:
        """Queues a message; drops one for a node that has gone, since `ended` tells."""
        self._outbox.put_nowait(encode_link(wrapped))

    async def stop(self) -> ChildEnd:
        """Lets go of the node, whether it answers or not."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        return self.ended.result() if self.ended.done() else ChildEnd(None, (), "")

    async def _live(self) -> None:
        said = ""
        try:
            await self._node.open()
            await self._both_ways()
        except ProtocolError as error:
            said = str(error)
        except Exception as error:  # the border to Ray, which has a tree of its own
            said = first_line(error)
        finally:
            await asyncio.shield(self._reader.run(self._landings.lost))
            await self._reader.close()
            self.ended.set_result(ChildEnd(None, (said,) if said else (), self._unpacker.noise))

    async def _both_ways(self) -> None:
        """Until one of them ends. Raises what it fails with."""
        ways = [
            self._loop.create_task(self._hear(), name="relay-hear"),
            self._loop.create_task(self._say(), name="relay-say"),
        ]
        try:
            done, _ = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait(ways)
        for way in done:
            way.result()

    async def _hear(self) -> None:
        """Folders land in the reader's thread: a slow disk slows the node and fills no memory."""
        while (data := await self._node.hear()) is not None:
            before = self._chunks
            heard = await self._reader.run(self._taken, data)
            if self._chunks > before:
                self.send(Wrapped("", 0, ChunksTaken(self._chunks)))
            if heard:
                self._on_heard(heard)

    def _taken(self, data: bytes) -> list[Heard]:
        return [news for found in self._unpacker.feed(data) if (news := self._news(found))]

    def _news(self, found: Wrapped | ProtocolError) -> Heard | None:
        if isinstance(found, ProtocolError):
            _log.warning("a frame of a node was dropped: %s", found)
            return None
        if isinstance(found.message, FolderOffer | FileChunk | FolderGone):
            self._chunks += isinstance(found.message, FileChunk)
            return self._landings.take(found.message)
        return found

    async def _say(self) -> None:
        while True:
            frames = [await self._outbox.get()]
            while not self._outbox.empty():
                frames.append(self._outbox.get_nowait())
            await self._node.say(b"".join(frames))


def first_line(error: Exception) -> str:
    """What Ray says in one line; the rest of it is a trace."""
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
