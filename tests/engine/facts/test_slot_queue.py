"""The queue's rules with plain values, by example and against a model that keeps account of every slot."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from vortex_gui.engine.facts.slot_queue import DEATH_LIMIT, CancelEffect, QueuedSlot, SlotQueue
from vortex_gui.engine.facts.slots import SlotState


def queue(*numbers: int, due: dict[int, float] | None = None) -> SlotQueue:
    return SlotQueue(
        QueuedSlot(number, rank=1024.0 * place, due_at=(due or {}).get(number))
        for place, number in enumerate(numbers, start=1)
    )


def test_first_in_first_out_one_at_a_time() -> None:
    slots = queue(5, 3, 9)
    first = slots.take()
    assert first is not None
    assert (first.slot_id, first.attempts) == (5, 1)
    assert slots.take() is None
    assert slots.end(5)
    assert slots.queued == (3, 9)


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
    assert slots.running is not None
    assert slots.running.cancel_asked


def test_overdue_slots_leave_and_the_running_one_stays() -> None:
    slots = queue(1, 2, 3, 4, due={1: 5.0, 2: 5.0, 3: 10.0})
    slots.take()
    assert slots.overdue(5.0) == (2,)
    assert slots.queued == (3, 4)


def test_a_lost_workers_slot_comes_first_again_then_is_set_aside() -> None:
    slots = queue(1, 2)
    slots.take()
    lost = slots.worker_lost()
    assert lost is not None
    assert lost[1] is SlotState.QUEUED
    assert slots.queued == (1, 2)
    slots.take()
    lost = slots.worker_lost()
    assert lost is not None
    assert (lost[0].deaths, lost[1]) == (DEATH_LIMIT, SlotState.SET_ASIDE)
    assert list(slots.queued) == [2]


def test_a_death_without_blame_is_not_counted() -> None:
    slots = queue(1)
    for _ in range(5):
        slots.take()
        lost = slots.worker_lost(blame=False)
        assert lost is not None
        assert lost[1] is SlotState.QUEUED


def test_a_cancelled_slot_whose_worker_dies_is_cancelled() -> None:
    slots = queue(1)
    slots.take()
    slots.cancel(1)
    lost = slots.worker_lost()
    assert lost is not None
    assert lost[1] is SlotState.CANCELLED
    assert len(slots) == 0


def test_a_slot_that_was_never_taken_up_goes_back_without_an_attempt() -> None:
    slots = queue(1, 2)
    slots.take()
    back = slots.put_back()
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


def test_many_moves_into_one_gap_renumber_and_keep_the_order() -> None:
    slots = queue(1, 2, 3)
    for _ in range(200):
        slots.move(3, 1)
        slots.move(2, 1)
    assert slots.queued == (1, 2, 3)
    ranks = [slots.get(number).rank for number in slots.queued]  # type: ignore[union-attr]
    assert ranks == sorted(set(ranks))


def test_ranks_written_anew_give_the_same_order() -> None:
    slots = queue(1, 2, 3, 4)
    slots.move(4, 0)
    slots.move(1, 2)
    again = SlotQueue([slots.get(number) for number in (1, 2, 3, 4)])  # type: ignore[misc]
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
        self.slots.add(QueuedSlot(self.next, self.slots.next_rank(), due))

    @rule()
    def take(self) -> None:
        self.slots.take()

    @rule()
    def finish(self) -> None:
        if (running := self.slots.running) and self.slots.end(running.slot_id):
            self.over.append(running.slot_id)

    @rule(blame=st.booleans())
    def lose_worker(self, blame: bool) -> None:
        lost = self.slots.worker_lost(blame=blame)
        if lost and lost[1] is not SlotState.QUEUED:
            self.over.append(lost[0].slot_id)

    @rule(number=st.integers(1, 20))
    def cancel(self, number: int) -> None:
        if self.slots.cancel(number) is CancelEffect.ENDED:
            self.over.append(number)

    @rule(number=st.integers(1, 20), position=st.integers(-2, 20))
    def move(self, number: int, position: int) -> None:
        self.slots.move(number, position)

    @rule(now=st.floats(0, 10))
    def pass_time(self, now: float) -> None:
        self.over += self.slots.overdue(now)

    @rule(paused=st.booleans())
    def pause(self, paused: bool) -> None:
        self.slots.paused = paused

    @rule()
    def put_back(self) -> None:
        self.slots.put_back()

    @invariant()
    def every_slot_is_in_one_place(self) -> None:
        running = [self.slots.running.slot_id] if self.slots.running else []
        assert sorted([*self.slots.queued, *running, *self.over]) == sorted(self.known)

    @invariant()
    def order_and_rank_agree(self) -> None:
        ranks = [self.slots.get(number).rank for number in self.slots.queued]  # type: ignore[union-attr]
        assert ranks == sorted(ranks)


TestQueueAccount = QueueAccount.TestCase
TestQueueAccount.settings = settings(
    max_examples=max(20, int(os.environ.get("VORTEX_FUZZ_CASES", "200")) // 5), deadline=None
)
