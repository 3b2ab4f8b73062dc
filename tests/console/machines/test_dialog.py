"""The dialog of other machines: a row for each, its faults in a sentence, and what can be asked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import shiboken6
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from tests.console.machine_facts import AWAY, BOX, LAB, fact, place, seat, two_machines
from vortex_gui.console.control.events.seating import seat_machines
from vortex_gui.console.look import theme
from vortex_gui.console.machines.check_dialog import CheckDialog
from vortex_gui.console.machines.dialog import MachinesDialog
from vortex_gui.console.machines.trial_dialog import TrialDialog
from vortex_gui.console.parts.dialogs.question import Question
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.facts.events import MachineChanged, MachineRemoved, PlacesChanged, WorkerState
from vortex_gui.engine.facts.machines import MachineState
from vortex_gui.engine.machines.ssh.ssh_fault import FaultKind


@pytest.fixture
def dialog(qtbot: QtBot, state: ConsoleState, asked: Asked) -> Iterator[MachinesDialog]:
    two_machines(state)
    made = MachinesDialog(state, asked)
    made.open()
    yield made
    if shiboken6.isValid(made):
        made.close()


def row(dialog: MachinesDialog, number: int) -> list[str]:
    return [str(dialog.model.index(number, column).data()) for column in range(dialog.model.columnCount())]


def test_each_machine_has_a_row_with_its_state_and_its_workers(dialog: MachinesDialog) -> None:
    assert row(dialog, 0) == [BOX, "connected", "1 of 1 at work"]
    address, told, _ = row(dialog, 1)
    assert (address, told.partition(" since ")[0]) == (LAB, "unreachable")


def test_the_chosen_ones_workers_and_faults_are_told(dialog: MachinesDialog, state: ConsoleState) -> None:
    state.workers.seats[1].status.update(device="RTX 3060")
    assert dialog.details.text().splitlines() == [
        "box, vortex-gui 0.3.0",
        "local · RTX 3060 · mini · generating",
    ]
    dialog.table.selectRow(1)
    assert dialog.details.text().splitlines()[0] == AWAY
    quiet = dialog.model.index(1, 0).data(8 + 1)
    assert quiet == theme.current().muted


def test_what_the_command_line_would_do_is_told_as_the_window_does_it(
    dialog: MachinesDialog, state: ConsoleState
) -> None:
    told = fact(state=MachineState.DOWN, sentence="Unknown.", remedy="Run it.", fault=FaultKind.KEY_UNKNOWN)
    seat_machines(state, MachineChanged(told))
    assert dialog.details.text().splitlines()[0].startswith("Unknown. Press Test:")
    told = fact(state=MachineState.DOWN, sentence="None.", remedy="Run it.", fault=FaultKind.NO_PROGRAM)
    seat_machines(state, MachineChanged(told))
    assert "Program there" in dialog.details.text()


def test_the_choice_stays_when_another_machine_goes(dialog: MachinesDialog, state: ConsoleState) -> None:
    dialog.table.selectRow(1)
    seat_machines(state, MachineRemoved(BOX))
    seat(state, "local", f"{LAB}/local")
    machine = dialog.machine()
    assert machine is not None
    assert machine.address == LAB
    seat_machines(state, MachineRemoved(LAB))
    assert (dialog.machine(), dialog.test.isEnabled(), dialog.add.isEnabled()) == (None, False, True)
    assert "No machine was added yet" in dialog.details.text()


def test_a_machine_is_removed_after_a_question(dialog: MachinesDialog, asked: Asked) -> None:
    dialog.remove.click()
    (question,) = dialog.findChildren(Question)
    assert asked.calls == []
    question.yes.click()
    assert asked.calls == [("remove", BOX)]


def test_test_asks_the_chosen_machine_at_once(dialog: MachinesDialog, asked: Asked) -> None:
    dialog.test.click()
    (trial,) = dialog.findChildren(TrialDialog)
    assert asked.calls == [("test", BOX, "vortex-gui")]
    trial.close()


def test_check_asks_the_doctor_of_the_chosen_machine(dialog: MachinesDialog, asked: Asked) -> None:
    dialog.check.click()
    (check,) = dialog.findChildren(CheckDialog)
    assert asked.calls == [("check", BOX, "mini")]
    check.close()


def test_a_machine_with_another_profile_can_be_told_to_load_ours(
    dialog: MachinesDialog, state: ConsoleState, asked: Asked
) -> None:
    assert not dialog.load.isEnabled()
    assert "loaded mini already" in dialog.load.toolTip()
    places = (place("local"), place(f"{BOX}/local", "rtx3060"), place(f"{LAB}/local"))
    seat_machines(state, PlacesChanged(places))
    dialog.load.click()
    assert asked.calls == [("use_profile", BOX, "mini")]
    dialog.table.selectRow(1)
    assert "not connected" in dialog.load.toolTip()


def test_a_plan_is_computed_for_the_machines_card(
    dialog: MachinesDialog, state: ConsoleState, asked: Asked, qtbot: QtBot
) -> None:
    assert not dialog.plan.isEnabled()
    state.workers.seats[1].status.update(device="NVIDIA GeForce RTX 4060 Ti")
    with qtbot.waitSignal(dialog.plan_asked):
        dialog.plan.click()
    assert asked.calls == [("request_plan", "mini", "RTX 4060 Ti", {})]


def test_another_console_that_holds_the_folder_can_be_asked_for_nothing(
    dialog: MachinesDialog, state: ConsoleState
) -> None:
    state.set_read_only(True)
    assert not any(button.isEnabled() for button in (dialog.add, dialog.test, dialog.remove))
    assert "Another console" in dialog.add.toolTip()


def test_workers_that_load_are_told_with_their_sentence(dialog: MachinesDialog, state: ConsoleState) -> None:
    state.workers.seats[1].status.update(state=WorkerState.STOPPED, sentence="Its spool is full.")
    assert dialog.details.text().splitlines()[-1].strip() == "Its spool is full."
