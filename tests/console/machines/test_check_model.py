"""The rows of a doctor's checks: state first, the worst one found."""

from __future__ import annotations

from PySide6.QtCore import Qt

from vortex_gui.base.doctor_report import Check, State
from vortex_gui.console.look import theme
from vortex_gui.console.machines.check_model import CheckModel

GOOD = Check("ssh", State.GOOD, "/usr/bin/ssh")
NOTE = Check("CUDA", State.NOTE, "torch finds no card")
FAULT = Check("output folder", State.FAULT, "0.1 GB free", "Make room.")


def test_each_check_is_a_row_with_its_state_and_its_remedy_for_who_cannot_see(qapp: object) -> None:
    model = CheckModel()
    model.put((GOOD, FAULT))
    row = [model.index(1, column).data() for column in range(model.columnCount())]
    assert row == ["output folder", "fault", "0.1 GB free"]
    assert model.index(1, 1).data(Qt.ItemDataRole.ForegroundRole) == theme.current().bad
    assert model.index(1, 0).data(Qt.ItemDataRole.AccessibleDescriptionRole) == "Make room."
    assert [model.headerData(at, Qt.Orientation.Horizontal) for at in range(3)] == ["Check", "State", "Found"]
    assert (model.row_at(0), model.row_at(2), model.row_at(-1)) == (GOOD, None, None)


def test_the_worst_one_is_the_first_fault_else_the_first_note(qapp: object) -> None:
    model = CheckModel()
    for checks, row in (((GOOD, NOTE, FAULT, FAULT), 2), ((GOOD, NOTE), 1), ((GOOD,), 0), ((), 0)):
        model.put(checks)
        assert model.worst() == row
