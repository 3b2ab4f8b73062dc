"""The doctor of another machine in the window: asked at once, findings in rows, faults in a sentence."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import shiboken6
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from tests.console.machine_facts import BOX
from vortex_gui.base.doctor_report import Check, DoctorReport, State
from vortex_gui.console.look import theme
from vortex_gui.console.machines.check_dialog import CheckDialog
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.machines.ssh.ssh_fault import FaultKind, LinkFault

CHECKS = (
    Check("ssh", State.GOOD, "/usr/bin/ssh"),
    Check("output folder", State.FAULT, "/out, 0.1 GB free", "Make room."),
)


@pytest.fixture
def dialog(qtbot: QtBot, state: ConsoleState, asked: Asked) -> Iterator[CheckDialog]:
    made = CheckDialog(state, asked, BOX)
    made.open()
    yield made
    if shiboken6.isValid(made):
        made.close()


def test_it_asks_at_once_and_shows_the_time(dialog: CheckDialog, state: ConsoleState, asked: Asked) -> None:
    assert asked.calls == [("check", BOX, "mini")]
    state.machines.check.begin(BOX)
    assert dialog.verdict.text() == "Asking the doctor of ada@box, 0:00"
    assert not dialog.again.isEnabled()


def test_the_findings_stand_in_rows_and_the_worst_is_chosen(dialog: CheckDialog, state: ConsoleState) -> None:
    state.machines.check.begin(BOX)
    state.machines.check.end(DoctorReport("mini", CHECKS))
    assert dialog.verdict.text() == "Profile mini: 1 fault."
    assert dialog.model.rowCount() == 2
    assert dialog.details.text() == "/out, 0.1 GB free\nMake room."
    dialog.table.selectRow(0)
    assert dialog.details.text() == "/usr/bin/ssh"
    state.machines.check.end(DoctorReport("mini", CHECKS[:1]))
    assert dialog.verdict.text() == "Profile mini can run on ada@box."


def test_another_theme_leaves_the_chosen_check_chosen(
    qtbot: QtBot, dialog: CheckDialog, state: ConsoleState
) -> None:
    state.machines.check.end(DoctorReport("mini", CHECKS))
    dialog.table.selectRow(0)
    with qtbot.waitSignal(dialog.model.dataChanged), qtbot.assertNotEmitted(dialog.model.modelReset):
        theme.notifier().changed.emit()
    assert dialog.details.text() == "/usr/bin/ssh"
    assert [index.row() for index in dialog.table.selectionModel().selectedRows()] == [0]


def test_a_machine_that_is_too_old_or_away_is_one_sentence(dialog: CheckDialog, state: ConsoleState) -> None:
    state.machines.check.end(LinkFault(FaultKind.OLD_PROGRAM, "It is too old.", "Install it there."))
    assert dialog.verdict.text() == "It is too old. Install it there."
    assert (dialog.model.rowCount(), dialog.details.text()) == (0, "")
    state.machines.check.end(fault="This console connects to no machine.")
    assert dialog.verdict.text() == "This console connects to no machine."


def test_it_can_ask_again_and_who_closes_it_wants_no_findings(dialog: CheckDialog, asked: Asked) -> None:
    dialog.again.click()
    dialog.close()
    assert asked.names() == ["check", "check", "leave_check"]
