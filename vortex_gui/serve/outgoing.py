"""What waits for the console: events in order, the newest of frequent ones, then parts of folders."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator

from vortex_gui.base.log.line_budget import LineBudget
from vortex_gui.base.log.log_line import LogLine
from vortex_gui.wire.link.link_frames import Wrapped
from vortex_gui.wire.worker_end import newest_key


class Outgoing:
    """Used on the loop. A slow link gets fewer pictures and samples, never fewer decisive events."""

    def __init__(self) -> None:
        self._events: deque[list[Wrapped]] = deque()
        self._newest: dict[tuple[object, ...], list[Wrapped]] = {}
        self._lines = LineBudget("vortex_gui.serve")
        self._folders: deque[Iterator[Wrapped]] = deque()
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

    def put_folder(self, parts: Iterator[Wrapped]) -> None:
        """Queues a folder; its parts go between the events, one folder after the other."""
        self._folders.append(parts)
        self._change.set()

    async def next(self) -> Wrapped:
        """The next message, once there is one."""
        while True:
            if self._events:
                return self._taken()
            if self._folders:
                part = next(self._folders[0], None)
                if part is not None:
                    return part
                self._folders.popleft()
                continue
            self._change.clear()
            await self._change.wait()

    def _taken(self) -> Wrapped:
        wrapped = self._events.popleft()[0]
        if key := newest_key(wrapped.message):
            self._newest.pop((wrapped.worker, *key), None)
        if isinstance(wrapped.message, LogLine) and (gap := self._lines.release(wrapped.message)):
            self._events.append([Wrapped(wrapped.worker, 0, gap)])
        return wrapped
