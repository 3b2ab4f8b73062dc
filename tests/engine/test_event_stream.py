"""Events reach their one consumer in order; a slow one costs no memory and loses nothing that counts."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.engine.rows import row
from vortex_gui.base.log.line_budget import MOST_CHARS
from vortex_gui.base.log.log_line import LogLine
from vortex_gui.base.log.logs import note
from vortex_gui.engine import event_stream
from vortex_gui.engine.event_stream import EventStream
from vortex_gui.engine.facts.events import EngineEvent, FromWorker, QueueChanged, SlotChanged
from vortex_gui.wire.protocol import CacheCleared, MemorySample


def queue(number: int) -> QueueChanged:
    return QueueChanged((number,), (), False)


async def all_of(stream: EventStream) -> list[EngineEvent]:
    return [event async for event in stream]


def test_events_come_in_order_and_end_with_the_stream() -> None:
    async def story() -> None:
        stream = EventStream()
        stream.put(queue(0))
        reading = asyncio.create_task(all_of(stream))
        await asyncio.sleep(0)
        for number in range(1, 200):
            stream.put(queue(number))
        stream.close()
        assert await reading == [queue(number) for number in range(200)]

    asyncio.run(story())


def test_a_listener_hears_at_once_what_the_consumer_reads_later() -> None:
    async def story() -> None:
        stream = EventStream()
        heard: list[EngineEvent] = []
        stream.put(queue(1))
        stream.listen_in(heard.append)
        stream.put(queue(2))
        assert heard == [queue(2)]
        stream.close()
        assert await all_of(stream) == [queue(1), queue(2)]

    asyncio.run(story())


def test_rows_that_follow_each_other_are_given_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_stream, "ROWS", 3)

    async def story() -> None:
        stream = EventStream()
        rows = [SlotChanged(row(Path("/nowhere"), number), None) for number in range(5)]
        events: list[EngineEvent] = [queue(0), *rows, queue(1), queue(2)]
        for event in events:
            stream.put(event)
        stream.close()
        given = [list(some) async for some in stream.together()]
        assert given == [[queue(0)], rows[:3], rows[3:], [queue(1)], [queue(2)]]

    asyncio.run(story())


def test_rows_of_a_long_queue_do_not_drop_what_comes_beside_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_stream, "MAX_WAITING", 10)

    async def story() -> None:
        stream = EventStream()
        rows = [SlotChanged(row(Path("/nowhere"), number), None) for number in range(30)]
        events: list[EngineEvent] = [*rows, note("INFO", "a line")]
        for event in events:
            stream.put(event)
        stream.close()
        assert await all_of(stream) == events

    asyncio.run(story())


@pytest.mark.expects_log
def test_a_listener_that_fails_costs_neither_the_teller_nor_the_others(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def story() -> None:
        stream = EventStream()
        heard: list[EngineEvent] = []

        def fails(event: EngineEvent) -> None:
            raise OSError("No space left on device")

        stream.listen_in(fails)
        stream.listen_in(heard.append)
        stream.put(queue(1))
        stream.put(queue(2))
        stream.close()
        assert heard == await all_of(stream) == [queue(1), queue(2)]

    asyncio.run(story())
    assert len(caplog.records) == 1, "its line is an event too: told once, not for ever"


def test_the_loop_has_its_turn_between_batches() -> None:
    async def story() -> None:
        stream, turns = EventStream(), 0

        async def count() -> None:
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0)

        for number in range(event_stream.BATCH * 5):
            stream.put(queue(number))
        stream.close()
        counting = asyncio.create_task(count())
        await all_of(stream)
        counting.cancel()
        assert turns >= 4

    asyncio.run(story())


@pytest.mark.expects_log
def test_past_the_limit_only_what_comes_again_is_dropped_and_the_log_tells_how_much(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(event_stream, "MAX_WAITING", 10)

    async def story() -> None:
        stream = EventStream()
        for number in range(10):
            stream.put(queue(number))
        for _ in range(7):
            stream.put(note("INFO", "a line"))
        stream.put(queue(10))
        reading = asyncio.create_task(all_of(stream))
        for _ in range(10):
            await asyncio.sleep(0)
        stream.close()
        assert await reading == [queue(number) for number in range(11)]

    asyncio.run(story())
    assert "7 progress, memory and log events were dropped" in caplog.text


def test_long_log_lines_are_bounded_by_their_length_and_the_gap_is_told() -> None:
    async def story() -> None:
        stream = EventStream()
        for number in range(2000):
            stream.put(note("INFO", f"{number:016000}"))
        stream.put(queue(1))
        stream.close()
        *lines, last, gap = await all_of(stream)
        assert last == queue(1)
        assert len(lines) * 16_000 < MOST_CHARS * 1.1
        assert isinstance(gap, LogLine)
        assert gap.message.startswith(f"{2000 - len(lines)} log lines were dropped")

    asyncio.run(story())


def test_samples_of_a_worker_give_way_as_others_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_stream, "MAX_WAITING", 2)

    async def story() -> None:
        stream = EventStream()
        sample = MemorySample(1.0, {}, 0, 0, 1, None, None, None, "", 0)
        for _ in range(4):
            stream.put(FromWorker("local-2", sample))
        stream.put(FromWorker("local-2", CacheCleared(1)))
        stream.close()
        assert await all_of(stream) == [
            FromWorker("local-2", sample),
            FromWorker("local-2", sample),
            FromWorker("local-2", CacheCleared(1)),
        ]

    asyncio.run(story())


def test_emptied_returns_once_the_consumer_has_every_event() -> None:
    async def story() -> None:
        stream, taken = EventStream(), list[EngineEvent]()

        async def consume() -> None:
            async for event in stream:
                taken.append(event)

        consuming = asyncio.create_task(consume())
        for number in range(3 * event_stream.BATCH):
            stream.put(queue(number))
        await asyncio.wait_for(stream.emptied(60), 30)
        assert len(taken) == 3 * event_stream.BATCH
        stream.close()
        await consuming

    asyncio.run(story())


def test_emptied_does_not_wait_for_a_consumer_that_never_comes() -> None:
    async def story() -> None:
        stream = EventStream()
        stream.put(queue(1))
        await asyncio.wait_for(stream.emptied(0.01), 30)

    asyncio.run(story())
