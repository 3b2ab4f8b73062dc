"""Takes in the other machines and the places of all: who there is, and what each has loaded."""

from __future__ import annotations

from collections.abc import Sequence

from vortex_gui.base.errors import SettingsError
from vortex_gui.base.profile import load_profile
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.workers.worker_status import ModelState
from vortex_gui.console.state.workers.workers import WorkerSeat
from vortex_gui.engine.facts import events
from vortex_gui.engine.facts.machines import PlaceFact


def seat_machines(state: ConsoleState, event: events.EngineEvent) -> None:
    """Applies an event about other machines."""
    match event:
        case events.PlacesChanged(places):
            _seat(state, places)
        case events.MachineChanged(machine):
            state.machines.put(machine)
        case events.MachineRemoved(address):
            state.machines.remove(address)


def _seat(state: ConsoleState, places: Sequence[PlaceFact]) -> None:
    before = {seat.name: seat.profile for seat in state.workers.seats}
    state.workers.sit(places)
    for seat in state.workers.seats:
        if seat.profile and seat.machine and before.get(seat.name) != seat.profile:
            _name_models(seat)


def _name_models(seat: WorkerSeat) -> None:
    """Its roles with the checkpoints of its own profile, where that one ships."""
    try:
        profile = load_profile(seat.profile)
    except SettingsError:  # a profile of the machine's own
        return
    for role, spec in profile.roles.items():
        seat.status.put_model(ModelState(role, spec.checkpoint, spec.precision))
