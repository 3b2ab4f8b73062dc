"""The engine's events on their way to the one consumer; bounded, so that a slow one costs no memory."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator

from vortex_gui.base.log_line import LogLine
from vortex_gui.engine.facts.events import EngineEvent
from vortex_gui.wire.protocol import MemorySample, Preview, StageProgress

MAX_WAITING = 10_000
BATCH = 64
"""Events given before the loop has its turn."""
_DROPPABLE = (MemorySample, Preview, LogLine, StageProgress)


class EventStream:
    """Filled and read on one loop. Past `MAX_WAITING` what comes again anyway is dropped and counted."""

    def __init__(self) -> None:
        self._waiting: deque[EngineEvent] = deque()
        self._change = asyncio.Event()
        self._closed = False
        self.dropped = 0

    def put(self, event: EngineEvent) -> None:
        if len(self._waiting) >= MAX_WAITING and isinstance(event, _DROPPABLE):
            self.dropped += 1
            return
        self._waiting.append(event)
        self._change.set()

    def close(self) -> None:
        """Ends the iteration once what waits has been read."""
        self._closed = True
        self._change.set()

    async def __aiter__(self) -> AsyncIterator[EngineEvent]:
        while True:
            for _ in range(min(BATCH, len(self._waiting))):
                yield self._waiting.popleft()
            if self._waiting:
                await asyncio.sleep(0)
            elif self._closed:
                return
            else:
                self._change.clear()
                await self._change.wait()
