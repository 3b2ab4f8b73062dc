"""All workers, each with its own state; one that is alone is in sight, and of several the chosen one."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.console.rows import memory_sample
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.facts.events import WorkerState


def test_one_that_is_alone_is_the_one_in_sight(state: ConsoleState) -> None:
    (seat,) = state.workers.seats
    assert (seat.name, seat.status, seat.memory) == ("local", state.worker, state.memory)
    assert (state.workers.are_several, state.workers.asked) == (False, None)


def test_of_several_the_first_is_in_sight_until_another_is_chosen(qtbot: QtBot, state: ConsoleState) -> None:
    workers = state.workers
    with qtbot.waitSignal(workers.begun):
        workers.begin(("local-1", "local-2"))
    first, second = workers.seats
    second.status.update(state=WorkerState.BUSY, device="CPU, 2 threads")
    second.memory.append(memory_sample(7))
    assert (state.worker.state, state.worker.device, state.memory.latest) == (WorkerState.WAITING, None, None)
    assert (workers.at_work, workers.asked) == (1, "local-1")
    with qtbot.waitSignals([workers.chosen_changed, state.worker.changed]):
        workers.choose("local-2")
    assert (state.worker.state, state.worker.device) == (WorkerState.BUSY, "CPU, 2 threads")
    assert state.memory.latest == memory_sample(7)
    first.memory.append(memory_sample(3))
    second.memory.append(memory_sample(8))
    assert state.memory.latest == memory_sample(8)
    workers.choose("nobody")
    assert workers.chosen == "local-2"


def test_orders_go_to_the_chosen_one_or_to_all(state: ConsoleState) -> None:
    workers = state.workers
    workers.begin(("local-1", "local-2"))
    workers.choose("local-2")
    assert [seat.name for seat in workers.asked_seats] == ["local-2"]
    workers.ask_all(True)
    assert workers.asked is None
    assert [seat.name for seat in workers.asked_seats] == ["local-1", "local-2"]
