"""Adding a machine: what is written is checked, the host key is shown, and the answer stands in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from tests.console.machine_facts import BOX, fact
from tests.narrowing import present
from vortex_gui.console.look import theme
from vortex_gui.console.machines.trial_dialog import TrialDialog
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.workers.machines import TrialPhase
from vortex_gui.engine.machines.link.machine_test import MachineAnswer
from vortex_gui.engine.machines.ssh.host_key import HostKey
from vortex_gui.engine.machines.ssh.ssh_command import SSH_VARIABLE
from vortex_gui.engine.machines.ssh.ssh_fault import FaultKind, LinkFault
from vortex_gui.wire.link.words import Hello, WorkerFact

WORKER = WorkerFact("local", "cpu", "mini", "ready", "It is ready.")
HELLO = Hello(1, 1, "vortex-gui 0.3.0", "box", 1.0, "boot", (WORKER,), (), 0, 10**9)
KEY = HostKey("ssh-ed25519", "SHA256:abc", ("box ssh-ed25519 AAAA",))


@pytest.fixture
def dialog(
    qtbot: QtBot, state: ConsoleState, asked: Asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TrialDialog]:
    (tmp_path / "config").write_text("Host renderbox\nHost lab\n")
    monkeypatch.setenv(SSH_VARIABLE, f"ssh -F {tmp_path / 'config'}")
    made = TrialDialog(state, asked)
    made.open()
    yield made
    if shiboken6.isValid(made):
        made.close()


def answer(state: ConsoleState, fault: LinkFault | None = None, phase: TrialPhase = TrialPhase.TOLD) -> None:
    state.machines.trial.begin(BOX, "vortex-gui", adds=True)
    given = MachineAnswer(None if fault else HELLO, fault, 0.25)
    state.machines.trial.update(phase=phase, answer=given)


def test_nothing_is_asked_without_an_address(dialog: TrialDialog, asked: Asked) -> None:
    assert (dialog.test.isEnabled(), dialog.add.isEnabled()) == (False, False)
    dialog.address.setText("-oProxyCommand=touch x")
    assert not dialog.add.isEnabled()
    assert "names no machine" in dialog.add.toolTip()
    dialog.address.setText(f" {BOX} ")
    dialog.program.setText("/opt/vortex-gui")
    dialog.test.click()
    dialog.add.click()
    assert asked.calls == [("test", BOX, "/opt/vortex-gui"), ("add", BOX, "/opt/vortex-gui")]


def test_names_of_the_ssh_settings_are_offered(dialog: TrialDialog) -> None:
    completer = present(dialog.address.completer())
    completer.setCompletionPrefix("box")
    assert completer.currentCompletion() == "renderbox"


def enter(dialog: TrialDialog) -> None:
    QTest.keyClick(dialog.address, Qt.Key.Key_Return)


def primary(dialog: TrialDialog) -> list[str]:
    """The buttons that are drawn as the one that Enter presses."""
    return [button.text() for button in dialog.findChildren(QPushButton) if button.property("primary")]


def test_enter_tests_a_machine_before_it_adds_it(
    dialog: TrialDialog, state: ConsoleState, asked: Asked
) -> None:
    dialog.address.setText(BOX)
    assert (primary(dialog), dialog.test.isDefault()) == (["Test"], True)
    enter(dialog)
    state.machines.trial.begin(BOX, "vortex-gui", adds=False)
    enter(dialog)
    assert asked.calls == [("test", BOX, "vortex-gui")]
    answer(state)
    assert (primary(dialog), dialog.add.isDefault()) == (["Add"], True)
    enter(dialog)
    assert asked.calls[1:] == [("add", BOX, "vortex-gui")]
    state.machines.put(fact())
    answer(state, phase=TrialPhase.ADDED)
    assert primary(dialog) == ["Close"]
    enter(dialog)
    assert asked.names()[2:] == ["leave_trial"]


def test_the_keyboard_goes_to_the_address_when_the_pressed_button_cannot_be_pressed_again(
    dialog: TrialDialog, state: ConsoleState
) -> None:
    """It went to Close, so that Enter closed the dialog on the answer."""
    dialog.address.setText(BOX)
    dialog.test.setFocus()
    state.machines.trial.begin(BOX, "vortex-gui", adds=False)
    assert dialog.focusWidget() is dialog.address
    answer(state)
    assert dialog.focusWidget() is dialog.address


def test_enter_adds_no_machine_that_does_not_answer(
    dialog: TrialDialog, state: ConsoleState, asked: Asked
) -> None:
    dialog.address.setText(BOX)
    answer(state, LinkFault(FaultKind.NO_PROGRAM, "There is none.", ""))
    assert dialog.add.isEnabled()
    enter(dialog)
    answer(state, phase=TrialPhase.KEY)
    enter(dialog)
    assert asked.names() == ["test", "test"]


def test_what_was_added_is_not_told_as_a_fault(dialog: TrialDialog, state: ConsoleState) -> None:
    dialog.address.setText(BOX)
    answer(state, LinkFault(FaultKind.NO_PROGRAM, "There is none.", ""), TrialPhase.ADDED)
    tones = theme.current()
    assert (dialog.added.text(), dialog.told.text().startswith("There is none.")) == ("Added ada@box.", True)
    assert tones.bad.name() not in dialog.added.styleSheet()
    assert tones.bad.name() in dialog.told.styleSheet()
    answer(state)
    assert not dialog.added.isVisible()


def test_an_unknown_host_key_is_shown_and_taken_by_its_button_alone(
    dialog: TrialDialog, state: ConsoleState, asked: Asked
) -> None:
    dialog.address.setText(BOX)
    assert not dialog.key_part.isVisible()
    answer(state, LinkFault(FaultKind.KEY_UNKNOWN, "Unknown.", ""), TrialPhase.ASKING)
    state.machines.trial.update(phase=TrialPhase.KEY, key=KEY)
    assert (dialog.key_part.isVisible(), dialog.fingerprint.text()) == (True, "SHA256:abc")
    dialog.accept_key.click()
    assert asked.calls == [("accept_key",)]


def test_what_is_there_and_what_is_missing_stands_in_sentences(
    dialog: TrialDialog, state: ConsoleState
) -> None:
    dialog.address.setText(BOX)
    answer(state)
    assert dialog.told.text().splitlines() == [
        "ada@box answers in 0.2 s: box, vortex-gui 0.3.0.",
        "Worker local with profile mini: It is ready.",
        "Its spool holds 0 B of 1.00 GB.",
    ]
    answer(state, LinkFault(FaultKind.NO_PROGRAM, "There is none.", "Use --program."))
    assert dialog.told.text().startswith("There is none. Install it there, or write its whole path")


def test_a_machine_that_was_added_is_told_and_cannot_be_added_again(
    dialog: TrialDialog, state: ConsoleState
) -> None:
    dialog.address.setText(BOX)
    state.machines.put(fact())
    answer(state, phase=TrialPhase.ADDED)
    assert (dialog.added.isVisible(), dialog.added.text()) == (True, "Added ada@box.")
    assert (dialog.add.isEnabled(), dialog.test.isEnabled()) == (False, True)
    dialog.program.setText("/opt/vortex-gui")
    assert (dialog.add.isEnabled(), dialog.add.text()) == (True, "Save")


def test_another_address_forgets_what_was_said(
    dialog: TrialDialog, state: ConsoleState, asked: Asked
) -> None:
    dialog.address.setText(BOX)
    answer(state)
    dialog.address.setText("ada@lab")
    assert asked.calls == [("leave_trial",)]


def test_while_a_machine_is_asked_the_time_is_shown(dialog: TrialDialog, state: ConsoleState) -> None:
    dialog.address.setText(BOX)
    state.machines.trial.begin(BOX, "vortex-gui", adds=False)
    assert dialog.told.text() == "Asking ada@box, 0:00"
    assert (dialog.test.isEnabled(), dialog.add.isEnabled()) == (False, False)


def test_who_closes_it_wants_no_answer(dialog: TrialDialog, asked: Asked) -> None:
    dialog.close()
    assert asked.names() == ["leave_trial"]
