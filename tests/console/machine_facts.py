"""Other machines for console tests: facts as the engine tells them, and places on them."""

from __future__ import annotations

from typing import Any

from vortex_gui.console.control.events.seating import seat_machines
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.facts.events import MachineChanged, PlacesChanged, WorkerState
from vortex_gui.engine.facts.machines import MachineFact, MachineState, PlaceFact

BOX, LAB = "ada@box", "ada@lab"
AWAY = "ada@lab cannot be reached."


def fact(address: str = BOX, state: MachineState = MachineState.CONNECTED, **more: Any) -> MachineFact:
    """A machine that was added."""
    return MachineFact(**{"address": address, "program": "vortex-gui", "state": state, "since": 0.0, **more})


def place(name: str, profile: str = "mini", device: str = "") -> PlaceFact:
    """A place by its name."""
    return PlaceFact(name, name.rpartition("/")[0], device, profile)


def seat(state: ConsoleState, *names: str) -> None:
    """Places, as the engine tells them."""
    seat_machines(state, PlacesChanged(tuple(map(place, names))))


def two_machines(state: ConsoleState) -> None:
    """One here, one at a machine that is connected, one at a machine that cannot be reached."""
    for machine in (
        fact(host="box", release="vortex-gui 0.3.0"),
        fact(LAB, MachineState.UNREACHABLE, sentence=AWAY, fault="unreachable"),
    ):
        seat_machines(state, MachineChanged(machine))
    seat(state, "local", f"{BOX}/local", f"{LAB}/local")
    for each, told in zip(
        state.workers.seats, (WorkerState.READY, WorkerState.BUSY, WorkerState.UNREACHABLE), strict=True
    ):
        each.status.update(state=told, sentence=AWAY if told is WorkerState.UNREACHABLE else "")
