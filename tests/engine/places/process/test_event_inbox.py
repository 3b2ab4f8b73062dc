"""Events between the threads that read and the loop: in order, in small batches, and bounded."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence

from tests.engine.places.watched import run
from vortex_gui.base.log.line_budget import MOST_CHARS
from vortex_gui.base.log.log_line import LogLine
from vortex_gui.engine.places.process.event_inbox import MAX_BATCH, MAX_WAITING_EVENTS, EventInbox
from vortex_gui.wire.protocol import Event, Pong


class Desk:
    """An inbox that a thread fills."""

    def __init__(self) -> None:
        self.batches: list[Sequence[Event]] = []
        self.gone = threading.Event()
        self.put = 0
        self.inbox = EventInbox(asyncio.get_running_loop(), self.batches.append, self.gone)

    def fill(self, events: Sequence[Event]) -> threading.Thread:
        def work() -> None:
            for event in events:
                self.inbox.put(event)
                self.put += 1

        thread = threading.Thread(target=work)
        thread.start()
        return thread


def test_all_arrive_in_order_and_in_small_batches() -> None:
    async def story() -> None:
        desk = Desk()
        events = [Pong(number) for number in range(3 * MAX_WAITING_EVENTS)]
        thread = desk.fill(events)
        while sum(map(len, desk.batches)) < len(events):
            await asyncio.sleep(0)
        thread.join()
        assert [event for batch in desk.batches for event in batch] == events
        assert max(map(len, desk.batches)) <= MAX_BATCH

    run(story)


def test_who_reads_waits_while_long_lines_fill_it_and_no_longer_once_all_is_over() -> None:
    async def story() -> None:
        desk = Desk()
        long = LogLine(1.0, "INFO", "x", "x" * 1_000_000, None, "{}")
        thread = desk.fill([long] * 20)
        thread.join(1.0)  # the loop does not run meanwhile
        assert thread.is_alive()
        assert desk.put <= MOST_CHARS / 1_000_000 + 1
        desk.gone.set()
        thread.join(10)
        assert not thread.is_alive()
        desk.inbox.empty()
        assert sum(map(len, desk.batches)) == 20

    run(story)
