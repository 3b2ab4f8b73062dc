"""The program's actions in menu and keys."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QKeyCombination, Qt
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from vortex_gui.console.shell.actions.program_actions import ProgramActions
from vortex_gui.console.shell.main_window import MainWindow
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.figures.program_state import OutputState, ProgramNow


def actions(window: MainWindow) -> ProgramActions:
    return window.own_actions.program


def test_each_action_has_a_key_and_says_why_it_is_off(window: MainWindow) -> None:
    own = actions(window)
    assert all(not action.shortcut().isEmpty() for action in own.all())
    assert own.open.isEnabled()
    for action in own.all()[1:]:
        assert not action.isEnabled()
        assert "The program output is closed." in action.toolTip()


def test_open_it_can_be_taken_held_filled_and_closed(window: MainWindow, state: ConsoleState) -> None:
    own = actions(window)
    state.program.put(ProgramNow(state=OutputState.OPEN))
    assert not own.open.isEnabled()
    assert not own.screens.isEnabled()
    assert all(action.isEnabled() for action in own.all()[1:])
    assert own.hold.text() == "Hold after this clip"
    state.program.put(replace(state.program.now, hold=True))
    assert own.hold.text() == "Go on after hold"


def test_the_menu_lists_the_screens_with_the_consoles_own_marked(window: MainWindow) -> None:
    own = actions(window)
    own.screens.aboutToShow.emit()
    (only,) = own.screens.actions()
    assert "×" in only.text()
    assert only.text().endswith("which shows this window")


def test_hold_by_key_holds_the_rundown(qtbot: QtBot, window: MainWindow, state: ConsoleState) -> None:
    state.program.put(ProgramNow(state=OutputState.OPEN))
    actions(window).hold.trigger()
    assert state.rundown.hold


def test_a_key_in_the_programs_window_does_the_same(window: MainWindow, state: ConsoleState) -> None:
    state.program.put(ProgramNow(state=OutputState.OPEN))
    window.program.key_pressed.emit(QKeyCombination(Qt.Key.Key_F8).toCombined())
    assert state.rundown.hold


def test_close_takes_two_presses(window: MainWindow, state: ConsoleState, asked: Asked) -> None:
    state.program.put(ProgramNow(state=OutputState.OPEN))
    actions(window).close.trigger()
    assert window.program.closes
    assert actions(window).close.text() == "Press again to close the program output"
    assert "notify" in asked.names()


def test_the_console_asks_twice_before_it_ends_with_the_program_on_air(
    qtbot: QtBot, window: MainWindow, state: ConsoleState
) -> None:
    state.program.put(ProgramNow(state=OutputState.OPEN))
    with qtbot.assertNotEmitted(window.closing):
        window.close()
    with qtbot.waitSignal(window.closing):
        window.close()
