"""Other machines come into the state: seats that were known stay, each with the models of its own profile."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tests.console.machine_facts import BOX, LAB, fact, place, seat, two_machines
from tests.console.rows import memory_sample
from tests.narrowing import present
from vortex_gui.base.profile import load_profile
from vortex_gui.console.control.events.apply import EventTaker
from vortex_gui.console.control.events.seating import seat_machines
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.workers.memory_samples import MemoryMark
from vortex_gui.engine.facts.events import (
    FromWorker,
    MachineChanged,
    MachineRemoved,
    PlacesChanged,
    WorkerState,
    WorkerStateChanged,
)
from vortex_gui.engine.facts.machines import MachineState


def test_a_worker_that_was_alone_keeps_its_state_and_its_memory(qtbot: QtBot, state: ConsoleState) -> None:
    state.worker.update(state=WorkerState.READY, device="CPU, 2 threads")
    state.memory.append(memory_sample(5))
    state.memory.mark(MemoryMark(1.0, "worker_ready"))
    with qtbot.waitSignal(state.workers.begun):
        seat(state, "local", f"{BOX}/local")
    here, there = state.workers.seats
    assert (here.status.state, here.status.device) == (WorkerState.READY, "CPU, 2 threads")
    assert (list(here.memory.recent), len(here.memory.marks)) == ([memory_sample(5)], 1)
    assert (there.machine, there.status.state) == (BOX, WorkerState.WAITING)
    assert state.workers.chosen == "local"
    there.memory.append(memory_sample(9))
    assert state.memory.latest == memory_sample(5)
    here.memory.append(memory_sample(6))
    assert state.memory.latest == memory_sample(6)


def test_places_that_were_known_stay_and_others_go(state: ConsoleState) -> None:
    two_machines(state)
    box = present(state.workers.seat(f"{BOX}/local"))
    state.workers.choose(f"{LAB}/local")
    assert state.worker.state is WorkerState.UNREACHABLE
    seat_machines(state, MachineRemoved(LAB))
    seat(state, "local", f"{BOX}/local")
    assert state.workers.seat(f"{BOX}/local") is box
    assert [machine.address for machine in state.machines.known] == [BOX]
    assert (state.workers.chosen, state.worker.state) == ("local", WorkerState.READY)


def test_events_reach_the_place_that_they_are_of(state: ConsoleState) -> None:
    taker = EventTaker(state)
    taker.take(PlacesChanged((place("local"), place(f"{BOX}/local"))))
    taker.take(MachineChanged(fact(state=MachineState.CONNECTING)))
    taker.take(WorkerStateChanged(WorkerState.READY, "It is ready.", 1.0, worker=f"{BOX}/local"))
    taker.take(FromWorker(f"{BOX}/local", memory_sample(7)))
    taker.take(FromWorker(f"{LAB}/local", memory_sample(8)))
    box = present(state.workers.seat(f"{BOX}/local"))
    assert (box.status.state, box.memory.latest) == (WorkerState.READY, memory_sample(7))
    assert present(state.machines.get(BOX)).state is MachineState.CONNECTING


def test_a_place_shows_the_models_of_its_own_profile(state: ConsoleState) -> None:
    seat_machines(state, PlacesChanged((place("local"), place(f"{BOX}/local", "rtx3060", "RTX 3060"))))
    there = present(state.workers.seat(f"{BOX}/local"))
    wanted = {role: spec.checkpoint for role, spec in load_profile("rtx3060").roles.items()}
    assert {role: model.checkpoint for role, model in there.status.models.items()} == wanted
    assert (there.profile, there.status.device) == ("rtx3060", "RTX 3060")
    assert state.workers.seats[0].status.models["flux"].checkpoint != wanted["flux"]


@pytest.mark.parametrize("profile", ["", "/elsewhere/own.yaml"])
def test_a_profile_of_the_machines_own_is_no_fault(state: ConsoleState, profile: str) -> None:
    seat_machines(state, PlacesChanged((place("local"), place(f"{BOX}/local", profile))))
    assert present(state.workers.seat(f"{BOX}/local")).status.models.keys() == state.profile.roles.keys()


def test_a_console_without_workers_shows_that_nobody_is_there_and_then_the_machines_alone(
    state: ConsoleState,
) -> None:
    """With `pipeline.workers: 0` one seat stands in for none, also once the last machine has gone."""
    taker, nobody = EventTaker(state), "This machine has no worker of its own."
    stopped = WorkerStateChanged(WorkerState.STOPPED, nobody, 1.0)
    taker.take(stopped)
    assert (state.worker.state, state.worker.sentence) == (WorkerState.STOPPED, nobody)
    taker.take(MachineChanged(fact()))
    taker.take(PlacesChanged((place(f"{BOX}/local"),)))
    ready = WorkerStateChanged(WorkerState.READY, "It is ready.", 2.0, worker=f"{BOX}/local")
    taker.take(ready)
    assert [each.name for each in state.workers.seats] == [f"{BOX}/local"]
    assert (state.workers.chosen, state.worker.state) == (f"{BOX}/local", WorkerState.READY)
    taker.take(MachineRemoved(BOX))
    taker.take(PlacesChanged((place("local"),)))
    taker.take(stopped)
    assert [each.name for each in state.workers.seats] == ["local"]
    assert (state.workers.chosen, state.worker.sentence) == ("local", nobody)
