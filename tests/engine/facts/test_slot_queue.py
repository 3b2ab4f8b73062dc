"""The queue's rules with plain values, by example and against a model that keeps account of every slot."""

from __future__ import annotations

import math
import os

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.narrowing import present
from vortex_gui.engine.facts.slot_queue import DEATH_LIMIT, RANK_STEP, CancelEffect, QueuedSlot, SlotQueue
from vortex_gui.engine.facts.slots import SlotState


def queue(*numbers: int, due: dict[int, float] | None = None) -> SlotQueue:
    return SlotQueue(
        QueuedSlot(number, rank=1024.0 * place, due_at=(due or {}).get(number))
        for place, number in enumerate(numbers, start=1)
    )


def test_first_in_first_out() -> None:
    slots = queue(5, 3, 9)
    first = slots.take()
    assert first is not None
    assert (first.slot_id, first.attempts) == (5, 1)
    assert slots.end(5)
    assert slots.queued == (3, 9)


def test_as_many_run_as_are_taken_and_each_ends_by_its_number() -> None:
    slots = queue(5, 3, 9)
    assert [present(slots.take()).slot_id for _ in range(3)] == [5, 3, 9]
    assert slots.take() is None
    assert list(slots.running) == [5, 3, 9]
    assert slots.end(3)
    assert not slots.end(3)
    assert list(slots.running) == [5, 9]


def test_the_first_slot_that_fits_is_taken_and_those_before_it_keep_their_places() -> None:
    slots = queue(5, 3, 9)
    assert present(slots.take(lambda slot: slot.slot_id != 5)).slot_id == 3
    assert slots.take(lambda slot: False) is None
    assert slots.queued == (5, 9)


def test_a_slot_remembers_the_workers_that_died_of_it() -> None:
    slots = queue(1, 2)
    slots.take()
    slots.take()
    slot, state = present(slots.worker_lost(2, "local-2"))
    assert (slot.slot_id, state) == (2, SlotState.QUEUED)
    assert slot.lost_at == {"local-2"}
    assert list(slots.running) == [1], "the slot of the other worker goes on"
    slots.take()
    slot, _ = present(slots.worker_lost(2, "local-1", blame=False))
    assert slot.lost_at == {"local-2"}


def test_a_slot_ends_once() -> None:
    slots = queue(1, 2)
    slots.take()
    assert not slots.end(2)
    assert slots.end(1)
    assert not slots.end(1)


def test_nothing_begins_while_paused() -> None:
    slots = queue(1)
    slots.paused = True
    assert slots.take() is None
    slots.paused = False
    assert slots.take() is not None


def test_cancel_takes_a_queued_slot_out_and_marks_a_running_one() -> None:
    slots = queue(1, 2)
    slots.take()
    assert slots.cancel(2) is CancelEffect.ENDED
    assert slots.cancel(1) is CancelEffect.ASKED
    assert slots.cancel(2) is CancelEffect.UNKNOWN
    assert slots.running[1].cancel_asked


def test_overdue_slots_leave_and_the_running_one_stays() -> None:
    slots = queue(1, 2, 3, 4, due={1: 5.0, 2: 5.0, 3: 10.0})
    slots.take()
    assert slots.overdue(5.0) == (2,)
    assert slots.queued == (3, 4)


def test_a_lost_workers_slot_comes_first_again_then_is_set_aside() -> None:
    slots = queue(1, 2)
    slots.take()
    lost = slots.worker_lost(1)
    assert lost is not None
    assert lost[1] is SlotState.QUEUED
    assert slots.queued == (1, 2)
    slots.take()
    lost = slots.worker_lost(1)
    assert lost is not None
    assert (lost[0].deaths, lost[1]) == (DEATH_LIMIT, SlotState.SET_ASIDE)
    assert list(slots.queued) == [2]


def test_a_death_without_blame_is_not_counted() -> None:
    slots = queue(1)
    for _ in range(5):
        slots.take()
        lost = slots.worker_lost(1, blame=False)
        assert lost is not None
        assert (lost[0].deaths, lost[1]) == (0, SlotState.QUEUED)


def test_a_cancelled_slot_whose_worker_dies_is_cancelled() -> None:
    slots = queue(1)
    slots.take()
    slots.cancel(1)
    lost = slots.worker_lost(1)
    assert lost is not None
    assert lost[1] is SlotState.CANCELLED
    assert len(slots) == 0


def test_a_slot_that_was_never_taken_up_goes_back_without_an_attempt() -> None:
    slots = queue(1, 2)
    slots.take()
    back = slots.put_back(1)
    assert back is not None
    assert back.attempts == 0
    assert slots.queued == (1, 2)


@pytest.mark.parametrize(
    ("position", "order"), [(0, (3, 1, 2)), (1, (1, 3, 2)), (2, (1, 2, 3)), (99, (1, 2, 3)), (-1, (3, 1, 2))]
)
def test_move_puts_a_slot_at_its_position(position: int, order: tuple[int, ...]) -> None:
    slots = queue(1, 2, 3)
    slots.move(3, position)
    assert slots.queued == order


def test_a_slot_is_added_at_its_rank() -> None:
    slots = queue(1, 2)
    slots.add(QueuedSlot(3, rank=1.5 * RANK_STEP))
    assert list(slots.queued) == [1, 3, 2]
    slots.add(QueuedSlot(4, rank=3 * RANK_STEP))
    assert slots.queued == (1, 3, 2, 4)


def test_slots_of_one_rank_run_by_their_numbers() -> None:
    slots = SlotQueue([QueuedSlot(9, rank=5.0), QueuedSlot(2, rank=5.0)])
    assert slots.queued == (2, 9)


def test_a_slot_added_at_the_last_ones_rank_runs_by_its_number() -> None:
    slots = SlotQueue([QueuedSlot(9, rank=5.0), QueuedSlot(2, rank=5.0)])
    slots.add(QueuedSlot(1, rank=3.0))
    slots.add(QueuedSlot(7, rank=5.0))
    assert slots.queued == (1, 2, 7, 9)


def test_a_number_is_in_the_queue_once() -> None:
    slots = queue(1, 2)
    slots.take()
    for number in (1, 2):
        with pytest.raises(ValueError, match=f"slot {number} is in the queue already"):
            slots.add(QueuedSlot(number, rank=9999.0))


def test_a_slots_place_is_counted_from_0() -> None:
    slots = queue(5, 3, 9)
    assert [slots.position(number) for number in (5, 3, 9, 1)] == [0, 1, 2, None]
    slots.take()
    assert [slots.position(number) for number in (5, 3)] == [None, 0]


def test_a_move_writes_the_moved_slots_rank_alone() -> None:
    """The step to either end is the usual one; between two others it is the middle."""
    for position, rank in ((0, 0.0), (1, 1.5 * RANK_STEP), (2, 3 * RANK_STEP)):
        slots = queue(1, 2, 7)
        assert [(slot.slot_id, slot.rank) for slot in slots.move(7, position)] == [(7, rank)]
    only = queue(1)
    assert [slot.rank for slot in only.move(1, 0)] == [RANK_STEP]
    assert only.move(2, 0) == ()


NEXT_TO_1 = math.nextafter(1.0, 2.0)


@pytest.mark.parametrize(
    ("before", "after"), [(1.0, 1.0), (1.0, NEXT_TO_1), (NEXT_TO_1, math.nextafter(NEXT_TO_1, 2.0))]
)
def test_a_move_into_a_gap_without_numbers_writes_all_ranks_anew(before: float, after: float) -> None:
    """The middle of two neighbours is rounded to one of them."""
    slots = SlotQueue([QueuedSlot(1, before), QueuedSlot(2, after), QueuedSlot(3, 9.0)])
    written = slots.move(3, 1)
    assert [(slot.slot_id, slot.rank) for slot in written] == [
        (1, RANK_STEP),
        (3, 2 * RANK_STEP),
        (2, 3 * RANK_STEP),
    ]
    assert slots.queued == (1, 3, 2)


def test_a_slot_that_comes_back_ranks_before_the_first() -> None:
    slots = queue(1, 2, 3)
    slots.take()
    slots.move(3, 0)  # to the running one's rank
    back = slots.put_back(1)
    assert back is slots.get(1)
    assert back is not None
    assert (slots.queued, back.rank) == ((1, 3, 2), 0.0)


def test_a_slot_that_ranks_before_the_first_anyway_comes_back_at_its_rank() -> None:
    slots = queue(1, 2)
    slots.take()
    back = slots.put_back(1)
    assert back is not None
    assert back.rank == RANK_STEP


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 3, 1)])
def test_slots_that_come_back_together_keep_their_order(order: tuple[int, ...]) -> None:
    slots = queue(1, 2, 3, 4, 5)
    for _ in order:
        slots.take()
    for number in (5, 4, 5, 4, 5):  # each time before the ranks of those that run
        slots.move(number, 0)
    for number in order:
        slots.put_back(number)
    assert slots.queued == (1, 2, 3, 5, 4)
    again = SlotQueue([present(slots.get(number)) for number in range(1, 6)])
    assert again.queued == slots.queued


def test_nothing_comes_back_and_nobody_is_lost_while_nothing_runs() -> None:
    slots = queue(1)
    assert slots.put_back(1) is None
    assert slots.worker_lost(1) is None
    assert slots.running == {}
    assert slots.get(1) is not None
    assert not slots.end(1)


def test_many_moves_into_one_gap_renumber_and_keep_the_order() -> None:
    slots = queue(1, 2, 3)
    for _ in range(200):
        slots.move(3, 1)
        slots.move(2, 1)
    assert slots.queued == (1, 2, 3)
    ranks = [present(slots.get(number)).rank for number in slots.queued]
    assert ranks == sorted(set(ranks))


@pytest.mark.parametrize(
    ("position", "order"),
    [(0, (2, 4, 1, 3, 5)), (1, (1, 2, 4, 3, 5)), (2, (1, 3, 2, 4, 5)), (99, (1, 3, 5, 2, 4))],
)
def test_several_slots_move_side_by_side_in_their_order(position: int, order: tuple[int, ...]) -> None:
    slots = queue(1, 2, 3, 4, 5)
    changed = slots.move_all((4, 2, 77), position)
    assert slots.queued == order
    assert {slot.slot_id for slot in changed} == {2, 4}
    again = SlotQueue([present(slots.get(number)) for number in range(1, 6)])
    assert again.queued == order


@pytest.mark.parametrize(
    ("places", "order"),
    [
        ({5: 0, 2: 2}, (5, 1, 2, 3, 4)),
        ({1: 4, 2: 99}, (3, 4, 5, 1, 2)),
        ({4: 1, 77: 0}, (1, 4, 2, 3, 5)),
        ({77: 0}, (1, 2, 3, 4, 5)),
    ],
)
def test_slots_are_placed_where_they_stood(places: dict[int, int], order: tuple[int, ...]) -> None:
    slots = queue(1, 2, 3, 4, 5)
    slots.place_all(places)
    assert slots.queued == order
    again = SlotQueue([present(slots.get(number)) for number in range(1, 6)])
    assert again.queued == order


def test_several_slots_move_where_no_numbers_are_left_between() -> None:
    slots = SlotQueue([QueuedSlot(1, 1.0), QueuedSlot(2, math.nextafter(1.0, 2.0)), *map(_far, (3, 4, 5))])
    assert len(slots.move_all((4, 5), 1)) == 5
    assert slots.queued == (1, 4, 5, 2, 3)


def _far(slot_id: int) -> QueuedSlot:
    return QueuedSlot(slot_id, slot_id * RANK_STEP)


def test_ranks_written_anew_give_the_same_order() -> None:
    slots = queue(1, 2, 3, 4)
    slots.move(4, 0)
    slots.move(1, 2)
    again = SlotQueue([present(slots.get(number)) for number in (1, 2, 3, 4)])
    assert again.queued == slots.queued


class QueueAccount(RuleBasedStateMachine):
    """Whatever is done in whatever order: every slot is in exactly one place, and ends once."""

    def __init__(self) -> None:
        super().__init__()
        self.slots = SlotQueue()
        self.known: set[int] = set()
        self.over: list[int] = []
        self.next = 0

    @rule(due=st.none() | st.floats(0, 10))
    def submit(self, due: float | None) -> None:
        self.next += 1
        self.known.add(self.next)
        last = max((present(self.slots.get(number)).rank for number in self.slots.queued), default=0.0)
        self.slots.add(QueuedSlot(self.next, last + RANK_STEP, due))

    @rule()
    def take(self) -> None:
        self.slots.take()

    def some_running(self, number: int) -> int | None:
        running = list(self.slots.running)
        return running[number % len(running)] if running else None

    @rule(number=st.integers(0, 3))
    def finish(self, number: int) -> None:
        if (running := self.some_running(number)) is not None and self.slots.end(running):
            self.over.append(running)

    @rule(number=st.integers(0, 3), blame=st.booleans())
    def lose_worker(self, number: int, blame: bool) -> None:
        lost = self.slots.worker_lost(self.some_running(number) or 0, blame=blame)
        if lost and lost[1] is not SlotState.QUEUED:
            self.over.append(lost[0].slot_id)

    @rule(number=st.integers(1, 20))
    def cancel(self, number: int) -> None:
        if self.slots.cancel(number) is CancelEffect.ENDED:
            self.over.append(number)

    @rule(number=st.integers(1, 20), position=st.integers(-2, 20))
    def move(self, number: int, position: int) -> None:
        self.slots.move(number, position)

    @rule(numbers=st.lists(st.integers(1, 20)), position=st.integers(-2, 20))
    def move_several(self, numbers: list[int], position: int) -> None:
        self.slots.move_all(numbers, position)

    @rule(places=st.dictionaries(st.integers(1, 20), st.integers(-2, 20)))
    def place_several(self, places: dict[int, int]) -> None:
        self.slots.place_all(places)

    @rule(now=st.floats(0, 10))
    def pass_time(self, now: float) -> None:
        self.over += self.slots.overdue(now)

    @rule(paused=st.booleans())
    def pause(self, paused: bool) -> None:
        self.slots.paused = paused

    @rule(number=st.integers(0, 3))
    def put_back(self, number: int) -> None:
        self.slots.put_back(self.some_running(number) or 0)

    @invariant()
    def every_slot_is_in_one_place(self) -> None:
        assert sorted([*self.slots.queued, *self.slots.running, *self.over]) == sorted(self.known)

    @invariant()
    def order_and_rank_agree(self) -> None:
        ranks = [present(self.slots.get(number)).rank for number in self.slots.queued]
        assert ranks == sorted(ranks)


TestQueueAccount = QueueAccount.TestCase
TestQueueAccount.settings = settings(
    max_examples=max(20, int(os.environ.get("VORTEX_FUZZ_CASES", "200")) // 5), deadline=None
)
