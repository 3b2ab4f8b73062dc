"""Events on their way to the one consumer and to those who listen in; bounded: a slow one costs no memory."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Callable

from vortex_gui.base.log_line import LogLine
from vortex_gui.engine.facts.events import EngineEvent
from vortex_gui.wire.protocol import MemorySample, Preview, StageProgress

MAX_WAITING = 10_000
BATCH = 64
"""Events given before the loop has its turn."""
_DROPPABLE = (MemorySample, Preview, LogLine, StageProgress)


_log = logging.getLogger(__name__)


class EventStream:
    """Filled and read on one loop; events wait until somebody reads.

    Past `MAX_WAITING` it drops events that repeat anyway, and logs how many once there is room.
    """

    def __init__(self) -> None:
        self._waiting: deque[EngineEvent] = deque()
        self._change = asyncio.Event()
        self._closed = False
        self._dropped = 0
        self._listeners: list[Callable[[EngineEvent], None]] = []

    def put(self, event: EngineEvent) -> None:
        for hear in self._listeners:
            hear(event)
        if len(self._waiting) >= MAX_WAITING and isinstance(event, _DROPPABLE):
            self._dropped += 1
            return
        self._waiting.append(event)
        self._change.set()

    def listen_in(self, hear: Callable[[EngineEvent], None]) -> None:
        """From now on `hear` is called with every event, at once and before the consumer."""
        self._listeners.append(hear)

    def close(self) -> None:
        """Ends the iteration after the waiting events."""
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
                self._tell_dropped()
                self._change.clear()
                await self._change.wait()

    def _tell_dropped(self) -> None:
        dropped, self._dropped = self._dropped, 0
        if dropped:
            _log.warning("The window fell behind: %d progress, memory and log events were dropped.", dropped)
