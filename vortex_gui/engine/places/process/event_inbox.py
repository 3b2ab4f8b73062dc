"""A worker's events on their way from the threads that read them to the loop, in order and bounded."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Sequence

from vortex_gui.base.log.line_budget import MOST_CHARS
from vortex_gui.base.log.log_line import LogLine
from vortex_gui.wire.console_end import POLL_S
from vortex_gui.wire.protocol import Event

MAX_WAITING_EVENTS = 4096
"""Events read but not yet handed over; past this the reader waits, and with it the worker."""
MAX_BATCH = 256
"""Events handed over in one turn of the loop, so that a flood leaves it time for the window."""


class EventInbox:
    """`hand_over` gets batches on the loop. Nobody waits in `put` any more once `gone` is set."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        hand_over: Callable[[Sequence[Event]], None],
        gone: threading.Event,
    ) -> None:
        self._loop = loop
        self._hand_over = hand_over
        self._gone = gone
        self._waiting: deque[Event] = deque()
        self._chars = 0
        self._change = threading.Condition()
        self._drain_is_due = False

    def put(self, event: Event) -> None:
        """From any thread but the loop's; waits while too many wait already."""
        with self._change:
            while self._is_full and not self._gone.is_set():
                self._change.wait(POLL_S)
            self._waiting.append(event)
            self._chars += _weight(event)
            if self._drain_is_due:
                return
            self._drain_is_due = True
        try:
            self._loop.call_soon_threadsafe(self._drain)
        except RuntimeError:
            self._gone.set()  # the loop has closed: nobody listens any more

    def empty(self) -> None:
        """Hands over all that waits; on the loop."""
        while self._waiting:
            self._drain()

    @property
    def _is_full(self) -> bool:
        return len(self._waiting) >= MAX_WAITING_EVENTS or self._chars >= MOST_CHARS

    def _drain(self) -> None:
        with self._change:
            batch = [self._waiting.popleft() for _ in range(min(MAX_BATCH, len(self._waiting)))]
            self._chars -= sum(map(_weight, batch))
            self._drain_is_due = more = bool(self._waiting)
            self._change.notify_all()
        if batch:
            self._hand_over(batch)
        if more:
            self._loop.call_later(0, self._drain)


def _weight(event: Event) -> int:
    return event.weight if isinstance(event, LogLine) else 0
