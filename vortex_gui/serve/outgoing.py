"""What waits for the console: events in order, the newest of frequent ones, then parts of folders."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator

from vortex_gui.base.log.line_budget import LineBudget
from vortex_gui.base.log.log_line import LogLine
from vortex_gui.serve.in_flight import InFlight
from vortex_gui.serve.spool import SpoolLease
from vortex_gui.wire.link.link_frames import Wrapped
from vortex_gui.wire.link.words import FileChunk
from vortex_gui.wire.worker_end import newest_key


class Outgoing:
    """Used on the loop. A slow link gets fewer pictures and samples, never fewer decisive events.

    Parts of folders go as the console takes them; events wait for nobody.
    """

    def __init__(self) -> None:
        self._events: deque[list[Wrapped]] = deque()
        self._newest: dict[tuple[object, ...], list[Wrapped]] = {}
        self._lines = LineBudget("vortex_gui.serve")
        self._folders: dict[SpoolLease, Iterator[Wrapped]] = {}
        self._in_flight = InFlight()
        self._change = asyncio.Event()

    def put(self, wrapped: Wrapped) -> None:
        """Queues a message; a frequent one takes the place of the last of its kind that waits."""
        message = wrapped.message
        if isinstance(message, LogLine) and not self._lines.admit(message):
            return
        key = (wrapped.worker, *found) if (found := newest_key(message)) else None
        waiting = self._newest.get(key) if key else None
        if waiting is not None:
            waiting[0] = wrapped
            return
        entry = [wrapped]
        self._events.append(entry)
        if key:
            self._newest[key] = entry
        self._change.set()

    def put_folder(self, lease: SpoolLease, parts: Iterator[Wrapped]) -> None:
        """Queues a folder; its parts go between the events, one folder after the other.

        One that is asked for again begins again.
        """
        self._folders[lease] = parts
        self._change.set()

    def taken(self, count: int) -> None:
        """The console has taken so many chunks. Raises `ProtocolError` for a number that cannot be."""
        self._in_flight.taken(count)
        self._change.set()

    async def next(self) -> Wrapped:
        """The next message, once there is one."""
        while True:
            if self._events:
                return self._event()
            if self._in_flight.has_room and (part := self._part()) is not None:
                return part
            self._change.clear()
            await self._change.wait()

    def _part(self) -> Wrapped | None:
        while self._folders:
            lease, parts = next(iter(self._folders.items()))
            part = next(parts, None)
            if part is not None:
                if isinstance(part.message, FileChunk):
                    self._in_flight.sent(len(part.message.data))
                return part
            del self._folders[lease]
        return None

    def _event(self) -> Wrapped:
        wrapped = self._events.popleft()[0]
        if key := newest_key(wrapped.message):
            self._newest.pop((wrapped.worker, *key), None)
        if isinstance(wrapped.message, LogLine) and (gap := self._lines.release(wrapped.message)):
            self._events.append([Wrapped(wrapped.worker, 0, gap)])
        return wrapped
