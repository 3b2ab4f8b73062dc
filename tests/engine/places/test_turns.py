"""Workers of one machine start and restart one after another; the operator's slots are not lost for it."""

from __future__ import annotations

from vortex_gui.engine.places.turns import Turns


class Worker:
    """A worker that is loading until the test says that it has loaded."""

    def __init__(self) -> None:
        self.is_waiting = True
        self.has_settled = self.is_busy = False
        self.begun = 0

    def start(self) -> None:
        if self.is_waiting:
            self._begin()

    def restart(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self.is_waiting = self.has_settled = False
        self.begun += 1


def begun(*workers: Worker) -> list[int]:
    return [worker.begun for worker in workers]


def settle(turns: Turns, *workers: Worker) -> None:
    for worker in workers:
        worker.has_settled = True
        turns.look()


def three() -> tuple[Turns, Worker, Worker, Worker]:
    """All of them have loaded."""
    a, b, c = workers = Worker(), Worker(), Worker()
    turns = Turns(lambda: workers)
    turns.look()
    settle(turns, *workers)
    assert begun(*workers) == [1, 1, 1]
    return turns, a, b, c


def test_the_next_starts_once_the_one_before_has_settled() -> None:
    a, b = Worker(), Worker()
    turns = Turns(lambda: (a, b))
    turns.look()
    turns.look()
    assert begun(a, b) == [1, 0]
    settle(turns, a)
    assert begun(a, b) == [1, 1]


def test_restarts_that_are_asked_for_together_go_one_after_another() -> None:
    turns, a, b, c = three()
    for worker in (a, b, c):
        turns.restart(worker)
    assert begun(a, b, c) == [2, 1, 1]
    settle(turns, a)
    assert begun(a, b, c) == [2, 2, 1]
    settle(turns, b, c)
    turns.look()
    assert begun(a, b, c) == [2, 2, 2]


def test_a_restart_stops_a_slot_and_a_renewal_waits_for_its_end() -> None:
    turns, a, b, c = three()
    a.is_busy = True
    for worker in (a, b, c):
        turns.renew(worker)
    assert begun(a, b, c) == [1, 2, 1], "the others need not wait for the slot"
    a.is_busy = False
    turns.look()
    assert begun(a, b, c) == [1, 2, 1], "b still loads"
    settle(turns, b)
    assert begun(a, b, c) == [2, 2, 1]
    c.is_busy = True
    settle(turns, a)
    assert begun(a, b, c) == [2, 2, 1]
    turns.restart(c)
    assert begun(a, b, c) == [2, 2, 2]


def test_a_restart_that_is_due_is_not_held_up_by_a_renewal() -> None:
    turns, a, b, _ = three()
    turns.restart(a)
    b.is_busy = True
    turns.restart(b)
    turns.renew(b)
    settle(turns, a)
    assert b.begun == 2


def test_one_that_loads_begins_again_at_once_and_one_that_waits_has_its_turn_anyway() -> None:
    a, b = Worker(), Worker()
    turns = Turns(lambda: (a, b))
    turns.look()
    for worker in (a, b):
        turns.renew(worker)
    assert begun(a, b) == [2, 0]
    settle(turns, a, b)
    assert begun(a, b) == [2, 1]


def test_a_restart_waits_for_one_that_loads_for_the_first_time() -> None:
    a, b, c = workers = Worker(), Worker(), Worker()
    turns = Turns(lambda: workers)
    turns.look()
    settle(turns, a)
    turns.restart(a)
    assert begun(a, b, c) == [1, 1, 0]
    settle(turns, b)
    assert begun(a, b, c) == [2, 1, 0]
    settle(turns, a)
    assert begun(a, b, c) == [2, 1, 1]


def test_a_restart_waits_for_one_that_died_and_loads_again() -> None:
    turns, a, b, _ = three()
    b.restart()
    turns.restart(a)
    assert a.begun == 1
    settle(turns, b)
    assert a.begun == 2


def test_one_that_has_begun_afresh_by_itself_is_not_restarted_again() -> None:
    turns, a, b, _ = three()
    turns.restart(a)
    turns.restart(b)
    b.restart()
    turns.look()
    settle(turns, b, a)
    assert begun(a, b) == [2, 2]


def test_nothing_starts_after_the_end() -> None:
    turns, a, b, _ = three()
    turns.restart(a)
    turns.restart(b)
    turns.stop()
    settle(turns, a)
    assert b.begun == 1
