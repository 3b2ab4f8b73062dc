"""All workers, each with its own state; one that is alone is in sight, and of several the chosen one."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.console.rows import put
from tests.narrowing import present
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.facts.events import WorkerState
from vortex_gui.engine.facts.slots import SlotState
from vortex_gui.wire.protocol import MemorySample


def sample(used: int) -> MemorySample:
    return MemorySample(1.0, {}, 0, 0, used, None, None, None, "", 0)


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
    second.memory.append(sample(7))
    assert (state.worker.state, state.worker.device, state.memory.latest) == (WorkerState.WAITING, None, None)
    assert (workers.at_work, workers.asked) == (1, "local-1")
    with qtbot.waitSignals([workers.chosen_changed, state.worker.changed]):
        workers.choose("local-2")
    assert (state.worker.state, state.worker.device) == (WorkerState.BUSY, "CPU, 2 threads")
    assert state.memory.latest == sample(7)
    first.memory.append(sample(3))
    second.memory.append(sample(8))
    assert state.memory.latest == sample(8)
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


def test_one_that_is_alone_runs_one_slot_after_another_and_the_preview_goes_with_it(
    state: ConsoleState,
) -> None:
    shown = put(state, 1, SlotState.RUNNING, worker="local")
    state.selection.select(1)
    assert not state.stays_from(put(state, 2, SlotState.RUNNING, worker="local"))
    assert state.running_here() is shown


def test_the_preview_does_not_jump_to_another_worker(state: ConsoleState) -> None:
    state.workers.begin(("local-1", "local-2"))
    first = present(state.workers.seat("local-1"))
    first.status.update(state=WorkerState.BUSY)
    put(state, 1, SlotState.RUNNING, worker="local-1")
    other = put(state, 2, SlotState.RUNNING, worker="local-2")
    assert not state.stays_from(other), "nothing is shown yet"
    state.selection.select(1)
    assert state.stays_from(other)
    put(state, 1, SlotState.DONE, worker="local-1")
    assert state.stays_from(other), "the worker in sight will begin another one"
    assert not state.stays_from(put(state, 3, SlotState.RUNNING, worker="local-1"))
    first.status.update(state=WorkerState.LOST)
    assert not state.stays_from(other), "nothing more comes from the worker in sight"


def test_what_runs_here_is_the_slot_of_the_worker_in_sight(state: ConsoleState) -> None:
    put(state, 1, SlotState.RUNNING, worker="local-1")
    put(state, 2, SlotState.RUNNING, worker="local-2")
    state.workers.begin(("local-1", "local-2"))
    assert present(state.running_here()).slot_id == 1
    state.workers.choose("local-2")
    assert present(state.running_here()).slot_id == 2
