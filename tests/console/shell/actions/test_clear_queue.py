"""Clear queue: by key, menu and toolbar, after a question about the queue as it is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from tests.console.rows import put
from tests.narrowing import present
from vortex_gui.console.shell.actions.clear_queue import ClearQueueDialog
from vortex_gui.console.shell.main_window import MainWindow
from vortex_gui.console.state.console_state import ConsoleState

COUNT = 1_200


def fill(state: ConsoleState, count: int) -> None:
    for slot_id in range(1, count + 1):
        put(state, slot_id)
    state.slots.set_queue(tuple(range(1, count + 1)), paused=False)


def question(window: MainWindow) -> ClearQueueDialog:
    window.own_actions.clear_queue.trigger()
    return present(window.findChild(ClearQueueDialog))


def test_action_says_why_it_is_disabled(window: MainWindow, state: ConsoleState) -> None:
    action = window.own_actions.clear_queue
    assert not action.isEnabled()
    assert "No slot is queued." in action.toolTip()
    state.figures.update(queued=None)
    assert "The queue is still being read." in action.toolTip()
    state.figures.update(queued=2)
    fill(state, 2)
    assert action.isEnabled()
    state.set_read_only(True)
    assert not action.isEnabled()
    assert "Another console" in action.toolTip()


def test_any_number_is_cleared_by_one_request_after_the_question(
    window: MainWindow, state: ConsoleState, asked: Asked, qtbot: QtBot
) -> None:
    fill(state, COUNT)
    dialog = question(window)
    assert dialog.question.text() == "Cancel all 1,200 queued slots?"
    assert "clear_queue" not in asked.names()
    qtbot.mouseClick(dialog.clear, Qt.MouseButton.LeftButton)
    assert asked.names().count("clear_queue") == 1
    assert "cancel" not in asked.names()


def test_key_asks_and_return_keeps_the_queue(
    window: MainWindow, state: ConsoleState, asked: Asked, qtbot: QtBot
) -> None:
    fill(state, 3)
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    QTest.keyClick(
        window, Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    dialog = present(window.findChild(ClearQueueDialog))
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert "clear_queue" not in asked.names()


def test_question_follows_the_queue(window: MainWindow, state: ConsoleState) -> None:
    fill(state, 2)
    dialog = question(window)
    state.slots.set_queue((2,), paused=False)
    assert dialog.question.text() == "Cancel the one queued slot?"
    state.slots.set_queue((), paused=False)
    assert dialog.question.text() == "No slot is queued any more."
    assert not dialog.clear.isEnabled()
    dialog.close()


def test_action_is_in_menu_and_toolbar(window: MainWindow) -> None:
    action = window.own_actions.clear_queue
    owners = {type(owner).__name__ for owner in action.associatedObjects()}
    assert {"QMenu", "MainToolBar"} <= owners
