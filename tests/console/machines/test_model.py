"""The table of other machines repaints what changed and starts over only where one came or went."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.console.machine_facts import BOX, LAB, fact, two_machines
from tests.narrowing import present
from vortex_gui.console.control.events.seating import seat_machines
from vortex_gui.console.machines.model import MachinesModel
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.facts.events import MachineChanged, MachineRemoved
from vortex_gui.engine.facts.machines import MachineState


def test_another_state_repaints_and_another_machine_starts_over(qtbot: QtBot, state: ConsoleState) -> None:
    two_machines(state)
    model = MachinesModel(state)
    with qtbot.waitSignal(model.dataChanged), qtbot.assertNotEmitted(model.modelReset):
        seat_machines(state, MachineChanged(fact(LAB, MachineState.CONNECTED)))
    assert str(model.index(1, 1).data()) == "connected"
    with qtbot.waitSignal(model.modelReset):
        seat_machines(state, MachineRemoved(BOX))
    assert (model.rowCount(), model.row_of(BOX), model.row_of(LAB)) == (1, -1, 0)
    assert present(model.row_at(0)).address == LAB
    assert model.row_at(1) is None
