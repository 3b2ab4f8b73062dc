"""Which waiting slot goes to which free place, with real places behind the choice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tests.engine.places.watched import LIMIT_S, child, run
from tests.engine.rows import RECIPE, row
from vortex_gui.base.profile import load_profile
from vortex_gui.base.report.report import StageTiming
from vortex_gui.base.settings.settings import Settings, WorkerSettings
from vortex_gui.base.stages import STAGES
from vortex_gui.engine.assignment import Assignment, run_command
from vortex_gui.engine.facts.estimate import PastSlot
from vortex_gui.engine.facts.outcome import ProcessOutcome
from vortex_gui.engine.facts.slot_queue import QueuedSlot, SlotQueue
from vortex_gui.engine.live_slots import LiveSlots
from vortex_gui.engine.places.place import Lease, Order
from vortex_gui.engine.places.pool import Pool
from vortex_gui.engine.places.seats import Seat
from vortex_gui.wire.protocol import Event, RunSlot

SEATS = (Seat("local-1", "auto", 1), Seat("local-2", "auto", 1, profile="rtx3060"))


class Choice:
    """Two ready places, the second of another profile, and three slots that wait for them."""

    def __init__(self, folder: Path) -> None:
        worker = WorkerSettings(niceness=0, keep_spare="never")
        order = Order(Settings(worker=worker), load_profile("mini"), child("scripted_worker"))
        self.pool = Pool(order, now=lambda: 100.0, tell=lambda _: None, seats=SEATS)
        self.live = LiveSlots(load_profile("mini"))
        self.leases: dict[int, Lease] = {}
        self.queue = SlotQueue([QueuedSlot(number, float(number)) for number in (1, 2, 3)])
        for number in (1, 2, 3):
            self.live.keep(row(folder, number))
        self.choose = Assignment(self.pool, self.live, self.leases).next
        self._ready = 0
        self._change = asyncio.Event()

    async def begin(self) -> None:
        self.pool.start(self)
        async with asyncio.timeout(LIMIT_S):
            while self._ready < len(SEATS):
                self._change.clear()
                await self._change.wait()

    def found(self) -> tuple[int, str] | None:
        """The next slot, and the name of its place, which is taken from now on."""
        pair = self.choose(self.queue)
        if pair is None:
            return None
        slot, place = pair
        place.reserve(slot.slot_id, slot.attempts)
        self.leases[slot.slot_id] = Lease(place, slot.attempts)
        return slot.slot_id, place.name

    def forget_profiles(self) -> None:
        """The slots are of a profile that no place has."""
        for number in (1, 2, 3):
            self.live.keep(replace(self.live[number], profile="80gb"))

    def on_ready(self) -> None:
        self._ready += 1
        self._change.set()

    def take(self, event: Event) -> None: ...

    def on_worker_lost(self, slot_id: int | None, outcome: ProcessOutcome, *, blame: bool) -> None: ...


def story(folder: Path, tell: Callable[[Choice], None]) -> None:
    async def whole() -> None:
        choice = Choice(folder)
        assert choice.found() is None, "no place is there yet"
        await choice.begin()
        try:
            tell(choice)
        finally:
            await choice.pool.stop()
        assert choice.pool.free() == ()

    run(whole)


def test_a_slot_goes_to_a_place_of_its_profile_and_waits_for_it(tmp_path: Path) -> None:
    def tell(choice: Choice) -> None:
        choice.live.keep(replace(choice.live[2], profile="rtx3060"))
        assert choice.found() == (1, "local-1")
        assert choice.found() == (2, "local-2")
        assert choice.found() is None

    story(tmp_path, tell)


def test_a_slot_of_a_profile_that_no_place_has_goes_to_any(tmp_path: Path) -> None:
    def tell(choice: Choice) -> None:
        choice.forget_profiles()
        assert {choice.found(), choice.found()} == {(1, "local-1"), (2, "local-2")}

    story(tmp_path, tell)


def test_a_slot_does_not_go_back_to_the_worker_that_died_of_it_and_the_next_one_does(tmp_path: Path) -> None:
    def tell(choice: Choice) -> None:
        choice.forget_profiles()
        first = choice.queue.get(1)
        assert first is not None
        first.lost_at = frozenset({"local-1"})
        assert choice.found() == (1, "local-2")
        first_again = choice.queue.put_back(1)
        assert first_again is not None
        assert choice.found() == (2, "local-1"), "the first waits for the other place"
        assert choice.found() is None

    story(tmp_path, tell)


def test_a_place_whose_last_slot_is_still_looked_for_gets_no_other(tmp_path: Path) -> None:
    def tell(choice: Choice) -> None:
        assert choice.found() == (1, "local-1")
        choice.leases[1].place.give_up(1)
        assert choice.found() is None, "the lease is open"
        del choice.leases[1]
        assert choice.found() == (2, "local-1")

    story(tmp_path, tell)


def test_of_two_places_the_one_that_was_quicker_so_far_gets_the_slot(tmp_path: Path) -> None:
    def tell(choice: Choice) -> None:
        choice.forget_profiles()
        for slow, quick in (("local-1", "local-2"), ("local-2", "local-1")):
            choice.live.learn([past(slow, 20_000.0), past(quick, 10_000.0)])
            slot_id, place = choice.found() or (0, "")
            assert place == quick
            choice.leases.pop(slot_id).place.give_up(slot_id)
        assert choice.live.takes_s(3, "local-1") == 10.0
        assert choice.live.takes_s(3, "local-9") == 0.0

    story(tmp_path, tell)


def past(worker: str, animation_ms: float) -> PastSlot:
    stages = tuple(StageTiming(s, 0.0, animation_ms if s == "animation" else 0.0) for s in STAGES)
    return PastSlot(RECIPE.to_json(), stages, worker)


def test_the_order_counts_the_deadline_from_now(tmp_path: Path) -> None:
    slot = row(tmp_path, 4, due_at=130.0).begun(100.0, 2, "local-1")
    assert run_command(slot, 110.0) == RunSlot(4, 2, slot.recipe_json, 7, str(tmp_path), 20.0)
    assert run_command(row(tmp_path, 4), 110.0).due_in_s is None
