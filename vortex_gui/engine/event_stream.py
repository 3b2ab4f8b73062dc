"""Events on their way to the one consumer and to those who listen in; bounded: a slow one costs no memory."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence

from vortex_gui.base.log.line_budget import LineBudget
from vortex_gui.base.log.log_line import LogLine
from vortex_gui.engine.facts.events import EngineEvent, FromWorker, SlotChanged
from vortex_gui.wire.protocol import MemorySample, Preview, StageProgress

MAX_WAITING = 10_000
BATCH = 64
"""Events given before the loop has its turn."""
ROWS = 1_000
"""Rows given at once: thousands come when a long queue opens or is cleared."""
EMPTIED_S = 5.0
_DROPPABLE = (MemorySample, Preview, LogLine, StageProgress)


_log = logging.getLogger(__name__)


def _repeats(event: EngineEvent) -> bool:
    """Whether one of its kind comes again anyway."""
    return isinstance(event.event if isinstance(event, FromWorker) else event, _DROPPABLE)


class EventStream:
    """Filled and read on one loop; events wait until somebody reads.

    Past `MAX_WAITING` it drops events that repeat anyway, and logs how many once there is room.
    """

    def __init__(self) -> None:
        self._waiting: deque[EngineEvent] = deque()
        self._change = asyncio.Event()
        self._closed = False
        self._rows = 0
        """Rows among those that wait: a long queue is no sign of a slow consumer."""
        self._dropped = 0
        self._lines = LineBudget(__name__)
        self._listeners: list[Callable[[EngineEvent], None]] = []
        self._faulty: list[Callable[[EngineEvent], None]] = []

    def put(self, event: EngineEvent) -> None:
        for hear in self._listeners:
            try:
                hear(event)
            except Exception:  # a listener's fault is not that of the task that tells
                self._blame(hear)
        if len(self._waiting) - self._rows >= MAX_WAITING and _repeats(event):
            self._dropped += 1
            return
        if isinstance(event, LogLine) and not self._lines.admit(event):
            return
        self._waiting.append(event)
        self._rows += isinstance(event, SlotChanged)
        self._change.set()

    def _blame(self, hear: Callable[[EngineEvent], None]) -> None:
        """Logs it once, since the log's line is an event too."""
        if hear not in self._faulty:
            self._faulty.append(hear)
            _log.exception("An event could not be recorded; further ones that cannot are not told.")

    async def emptied(self, within_s: float = EMPTIED_S) -> None:
        """Returns once no event waits for the consumer, or after so long."""
        latest = time.monotonic() + within_s
        while self._waiting and time.monotonic() < latest:
            await asyncio.sleep(0)

    def listen_in(self, hear: Callable[[EngineEvent], None]) -> None:
        """From now on `hear` is called with every event, at once and before the consumer."""
        self._listeners.append(hear)

    def close(self) -> None:
        """Ends the iteration after the waiting events."""
        self._closed = True
        self._change.set()

    async def __aiter__(self) -> AsyncIterator[EngineEvent]:
        async for events in self.together():
            for event in events:
                yield event

    async def together(self) -> AsyncIterator[Sequence[EngineEvent]]:
        """Each event alone, but up to `ROWS` rows that follow each other at once: one repaint shows them."""
        while True:
            for _ in range(BATCH):
                if not self._waiting:
                    break
                yield self._next()
            if self._waiting:
                await asyncio.sleep(0)
            elif self._closed:
                return
            else:
                self._tell_dropped()
                self._change.clear()
                await self._change.wait()

    def _next(self) -> Sequence[EngineEvent]:
        events = [self._take()]
        if isinstance(events[0], SlotChanged):
            while self._waiting and isinstance(self._waiting[0], SlotChanged) and len(events) < ROWS:
                events.append(self._waiting.popleft())
            self._rows -= len(events)
        return events

    def _take(self) -> EngineEvent:
        event = self._waiting.popleft()
        if isinstance(event, LogLine) and (gap := self._lines.release(event)):
            self._waiting.append(gap)
        return event

    def _tell_dropped(self) -> None:
        dropped, self._dropped = self._dropped, 0
        if dropped:
            _log.warning("The window fell behind: %d progress, memory and log events were dropped.", dropped)
