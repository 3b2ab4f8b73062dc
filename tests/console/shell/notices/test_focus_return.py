"""A message that goes away leaves the keyboard where it was, never on *Generate*."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.narrowing import present
from vortex_gui.console.shell.main_window import MainWindow
from vortex_gui.console.slots.table import SlotsTable
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.messages import Notice, NoticeButton
from vortex_gui.engine.facts.events import Severity


def table_of(window: MainWindow) -> SlotsTable:
    return present(window.findChild(SlotsTable))


@pytest.fixture
def offered(window: MainWindow, state: ConsoleState, qtbot: QtBot) -> QPushButton:
    """The button of a message, which came while the keyboard was in the table of slots."""
    window.resize(1600, 1000)
    window.activateWindow()
    table_of(window).setFocus()
    qtbot.waitUntil(table_of(window).hasFocus)
    button = NoticeButton("Undo", "Undo this", lambda: None)
    state.notices.post(Notice("moved", Severity.INFO, "Moved slot 5 in the queue.", button=button))
    qtbot.waitUntil(lambda: window.findChild(QPushButton, "offered") is not None)
    return present(window.findChild(QPushButton, "offered"))


def press(qtbot: QtBot, button: QPushButton) -> QWidget | None:
    """Presses it with the mouse, which gives it the keyboard; what has the keyboard then."""
    button.setFocus(Qt.FocusReason.MouseFocusReason)
    assert button.hasFocus()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    return QApplication.focusWidget()


def test_pressed_message_gives_the_keyboard_back(
    window: MainWindow, offered: QPushButton, qtbot: QtBot
) -> None:
    assert press(qtbot, offered) is table_of(window)


def test_message_that_closes_by_itself_gives_the_keyboard_back(
    window: MainWindow, state: ConsoleState, offered: QPushButton
) -> None:
    offered.setFocus(Qt.FocusReason.TabFocusReason)
    state.notices.dismiss("moved")
    assert QApplication.focusWidget() is table_of(window)


def test_nothing_has_the_keyboard_where_the_control_before_is_gone(
    window: MainWindow, offered: QPushButton, qtbot: QtBot
) -> None:
    offered.setFocus(Qt.FocusReason.TabFocusReason)
    window.dock("slots").hide()
    assert press(qtbot, offered) is None


def test_another_window_in_between_does_not_make_it_forget(
    window: MainWindow, state: ConsoleState, offered: QPushButton, qtbot: QtBot
) -> None:
    offered.setFocus(Qt.FocusReason.TabFocusReason)
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(lambda: not offered.hasFocus())
    window.activateWindow()
    qtbot.waitUntil(offered.hasFocus)
    state.notices.dismiss("moved")
    assert QApplication.focusWidget() is table_of(window)
