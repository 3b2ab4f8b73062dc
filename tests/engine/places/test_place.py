"""A place: free once its worker is ready, busy with one slot, free again when that or the worker is gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.places.watched import Changing, child, run
from tests.engine.rows import RECIPE
from vortex_gui.base.log.log_line import LogLine
from vortex_gui.base.profile import load_profile
from vortex_gui.base.settings.settings import Settings, WorkerSettings
from vortex_gui.engine.facts.events import EngineEvent, Notice, WorkerLost, WorkerState, WorkerStateChanged
from vortex_gui.engine.facts.outcome import ProcessOutcome, StopRung
from vortex_gui.engine.places.place import Order, Place
from vortex_gui.engine.places.pool import Pool
from vortex_gui.wire.protocol import (
    CacheCleared,
    ClearCache,
    Event,
    MemorySample,
    RunSlot,
    SlotFinished,
    SlotStopped,
    StageProgress,
)

WORKER = WorkerSettings(ask_s=5.0, terminate_s=1.0, backoff_s=0.05, niceness=0, keep_spare="never")


def order(name: str = "scripted_worker") -> Order:
    return Order(Settings(worker=WORKER), load_profile("mini"), child(name))


class Hearing(Changing):
    """The queue's side of a place, and everything that was told."""

    def __init__(self) -> None:
        super().__init__()
        self.ready = 0
        self.taken: list[Event] = []
        self.lost: list[tuple[int | None, bool]] = []
        self.told: list[EngineEvent] = []

    def on_ready(self) -> None:
        self.ready += 1
        self._change.set()

    def take(self, event: Event) -> None:
        self.taken.append(event)
        self._change.set()

    def on_worker_lost(self, slot_id: int | None, outcome: ProcessOutcome, *, blame: bool) -> None:
        self.lost.append((slot_id, blame))
        self._change.set()

    def tell(self, event: EngineEvent) -> None:
        self.told.append(event)
        self._change.set()

    def place(self, name: str = "scripted_worker") -> Place:
        return Place(order(name), self, now=lambda: 100.0, tell=self.tell)


def slot(folder: Path, act: str) -> RunSlot:
    visual = RECIPE.visual_track.model_copy(update={"prompt": f"{act} please"})
    recipe = RECIPE.model_copy(update={"visual_track": visual})
    return RunSlot(5, 1, recipe.to_json(), 7, str(folder), None)


def test_a_slot_holds_the_place_until_it_is_over(tmp_path: Path) -> None:
    async def story() -> None:
        hearing = Hearing()
        place = hearing.place()
        assert not place.is_free
        place.start()
        await hearing.until(lambda: hearing.ready == 1)
        assert place.is_free
        place.reserve(5, 1)
        assert not place.is_free
        assert place.run(slot(tmp_path, "done"))
        assert place.worker.state is WorkerState.BUSY
        await hearing.until(lambda: any(isinstance(event, SlotFinished) for event in hearing.taken))
        place.slot_ended(5)
        assert place.is_free
        assert place.worker.state is WorkerState.READY
        await place.stop()
        assert not place.is_free

    run(story)


def test_a_worker_that_dies_takes_its_slot_along_and_tells_whose_it_was(tmp_path: Path) -> None:
    async def story() -> None:
        hearing = Hearing()
        place = hearing.place()
        place.start()
        await hearing.until(lambda: hearing.ready == 1)
        place.reserve(5, 1)
        place.run(slot(tmp_path, "die"))
        await hearing.until(lambda: hearing.lost == [(5, True)])
        (lost,) = [event for event in hearing.told if isinstance(event, WorkerLost)]
        assert lost.slot_id == 5
        await hearing.until(lambda: hearing.ready == 2)
        assert place.is_free
        await place.stop()
        assert hearing.lost[1:] == [(None, False)]

    run(story)


def test_a_place_that_another_slot_has_by_now_is_not_given_up() -> None:
    async def story() -> None:
        hearing = Hearing()
        place = hearing.place()
        place.start()
        await hearing.until(lambda: hearing.ready == 1)
        place.reserve(6, 1)
        place.give_up(5)
        assert not place.is_free
        place.give_up(6)
        assert place.is_free
        await place.stop()

    run(story)


def test_a_state_keeps_its_beginning_and_a_silence_is_told_with_advice() -> None:
    async def story() -> None:
        hearing = Hearing()
        now = [100.0]
        place = Place(order(), hearing, now=lambda: now[0], tell=hearing.tell)
        place.on_state(WorkerState.LOADING, "Loading flux (0 of 5 are ready).")
        now[0] = 130.0
        place.on_state(WorkerState.LOADING, "Loading flux (1 of 5 are ready).")
        told = [event for event in hearing.told if isinstance(event, WorkerStateChanged)]
        assert [event.since for event in told] == [100.0, 100.0]
        assert told[-1].sentence == "Loading flux (1 of 5 are ready)."
        place.on_silence(31.4)
        notice = hearing.told[-1]
        assert isinstance(notice, Notice)
        assert notice.text == "The worker has not answered for 31 s."
        await place.stop()

    run(story)


@pytest.mark.parametrize(("slot_id", "attempt"), [(5, 1), (5, 3), (6, 2)])
def test_an_end_of_another_slot_or_attempt_is_told_and_closes_nothing(slot_id: int, attempt: int) -> None:
    async def story() -> None:
        hearing = Hearing()
        place = hearing.place()
        place.reserve(5, 2)
        for late in (
            StageProgress(slot_id, "actor", 1, 2, attempt),
            SlotFinished(slot_id, "{}", attempt),
            SlotStopped(slot_id, attempt),
        ):
            place.on_event(late)
        assert hearing.taken == []
        told = [line.message for line in hearing.told if isinstance(line, LogLine)]
        assert (
            told
            == [f"A late or second end of slot {slot_id} was dropped: attempt {attempt} at worker local."] * 2
        )
        own = SlotFinished(5, "{}", 2)
        place.on_event(own)
        assert hearing.taken == [own]
        await place.stop()

    run(story)


def test_the_pool_gives_its_free_place_and_sends_to_every_worker() -> None:
    async def story() -> None:
        hearing = Hearing()
        pool = Pool(order(), now=lambda: 100.0, tell=hearing.tell)
        assert pool.free() == ()
        assert not pool.send(ClearCache())
        assert await pool.stop() == ()
        pool.start(hearing)
        await hearing.until(lambda: hearing.ready == 1)
        (place,) = pool.free()
        place.reserve(1, 1)
        assert pool.free() == ()
        assert pool.send(ClearCache())
        await hearing.until(lambda: CacheCleared(42) in hearing.taken)
        pool.restart()
        await hearing.until(lambda: hearing.ready == 2)
        (outcome,) = await pool.stop()
        assert outcome is not None
        assert outcome.is_clean

    run(story)


@pytest.mark.parametrize("growth", [0, 50_000_000])
def test_a_worker_whose_floor_rises_slot_by_slot_is_told_of_once_it_is_certain(growth: int) -> None:
    async def story() -> None:
        hearing = Hearing()
        place = hearing.place()
        for number in range(80):
            used = 1_000_000_000 + number * growth
            sample = MemorySample(float(number), {}, 0, 0, used, None, None, None, "", 0)
            for _ in range(3):
                place.on_event(sample)
            place.slot_ended(number)
        leaks = [event for event in hearing.told if isinstance(event, Notice) and event.key == "leak"]
        assert bool(leaks) == bool(growth)
        await place.stop()

    run(story)


def test_a_place_that_waits_for_the_operator_makes_no_slots() -> None:
    """Nobody knows when it does again, so the queue is not looked ahead."""
    place = Hearing().place()
    assert place.will_serve
    place.on_lost(ProcessOutcome(StopRung.DIED, exit_code=1), 2.0, blame=True)
    assert place.will_serve
    place.on_lost(ProcessOutcome(StopRung.DIED, exit_code=1), None, blame=True)
    assert not place.will_serve
    place.on_state(WorkerState.STARTING, "The worker is starting.")
    assert place.will_serve
