"""Three workers on one queue: every slot is made once, by one of them, and each answers for itself alone."""

from __future__ import annotations

import os
import signal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.engine.test_engine import Desk, recipe, run
from vortex_gui.base.log.log_line import LogLine
from vortex_gui.engine.facts.events import (
    FromWorker,
    QueueChanged,
    SlotChanged,
    WorkerLost,
    WorkersChosen,
    WorkerState,
    WorkerStateChanged,
)
from vortex_gui.engine.facts.records import SlotQuery
from vortex_gui.engine.facts.slots import SlotState
from vortex_gui.wire.protocol import CacheCleared, SlotEnded, WorkerReady

NAMES = ("local-1", "local-2", "local-3")


def told_of(desk: Desk, worker: str) -> list[WorkerState]:
    return [event.state for event in desk.of(WorkerStateChanged) if event.worker == worker]


def pid_of(desk: Desk, worker: str) -> int:
    return next(int(e.pid) for e in reversed(desk.of(WorkerStateChanged)) if e.worker == worker and e.pid)


async def all_ready(desk: Desk) -> None:
    await desk.until(lambda: all(WorkerState.READY in told_of(desk, name) for name in NAMES))


def made_by(desk: Desk, slot_id: int) -> list[str]:
    """The workers that took the slot up, in order."""
    rows = [event.row for event in desk.of(SlotChanged) if event.row.slot_id == slot_id]
    begun = {row.attempts: row.worker for row in rows if row.state is SlotState.RUNNING}
    return [begun[attempt] for attempt in sorted(begun)]


def test_the_workers_are_named_and_start_one_after_another(tmp_path: Path) -> None:
    async def story() -> None:
        async with Desk(tmp_path, workers=3) as desk:
            await all_ready(desk)
            assert desk.of(WorkersChosen) == [WorkersChosen(NAMES)]
            told = [(e.worker, e.state) for e in desk.of(WorkerStateChanged)]
            for first, second in pairwise(NAMES):
                assert told.index((first, WorkerState.READY)) < told.index((second, WorkerState.STARTING))
            ready = [
                e.worker for e in desk.told if isinstance(e, FromWorker) and isinstance(e.event, WorkerReady)
            ]
            assert ready == list(NAMES)
        assert {told_of(desk, name)[-1] for name in NAMES} == {WorkerState.STOPPED}

    run(story)


def test_all_of_them_take_from_one_queue_and_every_slot_ends_once(tmp_path: Path) -> None:
    async def story() -> None:
        async with Desk(tmp_path, workers=3) as desk:
            await all_ready(desk)
            numbers = [row.slot_id for row in await desk.engine.submit(recipe("slow"), copies=9)]
            for number in numbers:
                assert (await desk.reaches(number, SlotState.DONE)).attempts == 1
            assert {made_by(desk, number)[0] for number in numbers} == set(NAMES)
            assert max(len(event.running) for event in desk.of(QueueChanged)) == 3
            begun = [e.row.slot_id for e in desk.of(SlotChanged) if e.row.state is SlotState.RUNNING]
            assert begun == numbers, "the lowest rank first"
            for number in numbers:
                assert desk.states(number) == [SlotState.QUEUED, SlotState.RUNNING, SlotState.DONE]
            page = await desk.engine.query(SlotQuery())
            assert {row.worker for row in page.rows} == set(NAMES)

    run(story)


def test_slots_that_run_while_other_workers_start_all_end_once(tmp_path: Path) -> None:
    """Each worker takes one as soon as it is ready, and none waits for all to be there."""

    async def story() -> None:
        async with Desk(tmp_path, workers=3) as desk:
            numbers = [row.slot_id for row in await desk.engine.submit(recipe("slow"), copies=6)]
            for number in numbers:
                assert (await desk.reaches(number, SlotState.DONE)).attempts == 1
            await all_ready(desk)
            first = next(event for event in desk.of(SlotChanged) if event.row.state is SlotState.RUNNING)
            last = next(e for e in desk.of(WorkerStateChanged) if e.worker == NAMES[-1] and e.pid)
            assert desk.events.index(first) < desk.events.index(last)

    run(story)


def test_a_slot_that_killed_a_worker_goes_to_another_one(tmp_path: Path) -> None:
    async def story() -> None:
        async with Desk(tmp_path, workers=3) as desk:
            await all_ready(desk)
            number = await desk.submit("die-once")
            row = await desk.reaches(number, SlotState.DONE)
            assert (row.attempts, row.deaths) == (2, 1)
            first, second = made_by(desk, number)
            assert first != second == row.worker
            (lost,) = desk.of(WorkerLost)
            assert (lost.worker, lost.slot_id) == (first, number)

    run(story)


def test_a_second_death_sets_the_slot_aside_and_the_others_go_on(tmp_path: Path) -> None:
    async def story() -> None:
        async with Desk(tmp_path, workers=3) as desk:
            await all_ready(desk)
            long, bad = await desk.submit("hang"), await desk.submit("die")
            row = await desk.reaches(bad, SlotState.SET_ASIDE)
            assert (row.attempts, row.deaths) == (2, 2)
            assert len(set(made_by(desk, bad))) == 2
            assert desk.states(long) == [SlotState.QUEUED, SlotState.RUNNING]
            desk.engine.cancel(long)
            await desk.reaches(long, SlotState.CANCELLED)

    run(story)


def test_an_only_worker_that_is_left_gets_the_slot_that_killed_it(tmp_path: Path) -> None:
    async def story() -> None:
        async with Desk(tmp_path, workers=1) as desk:
            number = await desk.submit("die-once")
            assert (await desk.reaches(number, SlotState.DONE)).attempts == 2
            assert made_by(desk, number) == ["local", "local"]
            assert not desk.of(WorkersChosen)

    run(story)


def test_a_stale_end_closes_nothing_and_is_told(tmp_path: Path) -> None:
    """It ends an attempt that never was, and the slot of another worker."""

    async def story() -> None:
        async with Desk(tmp_path, workers=3) as desk:
            await all_ready(desk)
            stale, other = await desk.submit("stale"), await desk.submit("slow")
            await desk.reaches(stale, SlotState.DONE)
            await desk.reaches(other, SlotState.DONE)
            for number in (stale, other):
                assert desk.states(number) == [SlotState.QUEUED, SlotState.RUNNING, SlotState.DONE]
            ends = [event for event in desk.of(object) if isinstance(event, SlotEnded)]
            assert [event.slot_id for event in ends] == [stale, other], "the window hears of no other end"
            worker = made_by(desk, stale)[0]
            dropped = [line.message for line in desk.of(LogLine) if "was dropped" in line.message]
            assert dropped == [
                f"A late or second end of slot {stale} was dropped: attempt 8 at worker {worker}.",
                f"A late or second end of slot {other} was dropped: attempt 1 at worker {worker}.",
            ]

    run(story)


def test_a_cancel_and_a_restart_touch_the_chosen_one_alone(tmp_path: Path) -> None:
    async def story() -> None:
        async with Desk(tmp_path, workers=3) as desk:
            await all_ready(desk)
            numbers = [await desk.submit("hang") for _ in range(3)]
            await desk.until(lambda: desk.queue.running == tuple(numbers))
            assert desk.engine.cancel(numbers[1])
            await desk.reaches(numbers[1], SlotState.CANCELLED)
            assert desk.queue.running == (numbers[0], numbers[2])
            worker = made_by(desk, numbers[0])[0]
            pids = {name: pid_of(desk, name) for name in NAMES}
            desk.engine.restart_worker(worker)
            await desk.until(lambda: len(made_by_all(desk, numbers[0])) == 2)
            again = made_by_all(desk, numbers[0])[-1]
            assert again == made_by(desk, numbers[1])[0], "the free one took it over"
            assert desk.states(numbers[2]) == [SlotState.QUEUED, SlotState.RUNNING]
            await desk.until(lambda: pid_of(desk, worker) != pids[worker])
            assert all(pid_of(desk, name) == pids[name] for name in NAMES if name != worker)
            assert not desk.of(WorkerLost)

    def made_by_all(desk: Desk, slot_id: int) -> list[str]:
        rows = [event.row for event in desk.of(SlotChanged) if event.row.slot_id == slot_id]
        return [row.worker for row in rows if row.state is SlotState.RUNNING]

    run(story)


def test_an_order_goes_to_the_chosen_worker_or_to_all(tmp_path: Path) -> None:
    async def story() -> None:
        async with Desk(tmp_path, workers=3) as desk:
            await all_ready(desk)
            assert desk.engine.clear_cache("local-2")
            await desk.until(lambda: cleared(desk) == ["local-2"])
            assert desk.engine.clear_cache()
            await desk.until(lambda: sorted(cleared(desk)) == sorted(["local-2", *NAMES]))
            assert not desk.engine.clear_cache("local-9")

    def cleared(desk: Desk) -> list[str]:
        return [
            e.worker for e in desk.told if isinstance(e, FromWorker) and isinstance(e.event, CacheCleared)
        ]

    run(story)


def test_a_killed_worker_costs_its_own_slot_an_attempt_and_the_others_nothing(tmp_path: Path) -> None:
    async def story() -> None:
        async with Desk(tmp_path, workers=3) as desk:
            await all_ready(desk)
            numbers = [await desk.submit("slow") for _ in range(3)]
            await desk.until(lambda: desk.queue.running == tuple(numbers))
            victim = made_by(desk, numbers[1])[0]
            os.kill(pid_of(desk, victim), signal.SIGKILL)
            rows = [await desk.reaches(number, SlotState.DONE) for number in numbers]
            assert [row.attempts for row in rows] == [1, 2, 1]
            assert [event.worker for event in desk.of(WorkerLost)] == [victim]
            signed = [line for line in desk.of(LogLine) if "SIGKILL" in line.message]
            assert [line.fields_json for line in signed] == [f'{{"worker": "{victim}"}}']

    run(story)


def test_running_slots_of_all_wait_again_for_the_next_console(tmp_path: Path) -> None:
    async def story() -> None:
        async with Desk(tmp_path, workers=3) as desk:
            await all_ready(desk)
            numbers = [await desk.submit("hang") for _ in range(3)]
            await desk.until(lambda: desk.queue.running == tuple(numbers))
        assert {desk.states(number)[-1] for number in numbers} == {SlotState.QUEUED}
        async with Desk(tmp_path, workers=1) as desk:
            desk.engine.cancel_all(numbers)
            for number in numbers:
                await desk.reaches(number, SlotState.CANCELLED)

    run(story)


def test_the_time_left_is_a_schedule_over_all_places(tmp_path: Path) -> None:
    async def story() -> None:
        async with Desk(tmp_path, workers=3) as desk:
            await all_ready(desk)
            await desk.reaches(await desk.submit("done"), SlotState.DONE)
            desk.engine.pause()
            waiting = [await desk.submit("done") for _ in range(6)]
            await desk.until(lambda: True)
            lefts = await known(desk, waiting)
            assert lefts[:3] == [pytest.approx(0.04)] * 3, "three places, one slot each"
            assert lefts[3:] == [pytest.approx(0.08)] * 3

    async def known(desk: Desk, waiting: list[int]) -> list[Any]:
        import asyncio

        async with asyncio.timeout(20):
            while any(desk.engine.time_left(number) is None for number in waiting):
                await asyncio.sleep(0.02)
        return [getattr(desk.engine.time_left(number), "low_s", None) for number in waiting]

    run(story)
