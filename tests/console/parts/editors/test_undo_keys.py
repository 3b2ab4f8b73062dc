"""Ctrl+Z in an editor is the stack's; the editor's own steps are off."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from vortex_gui.console.parts.editors.undo_keys import UndoKeys
from vortex_gui.console.state.messages import Notices
from vortex_gui.console.state.undo import Step, UndoStack


class Counted(Step):
    words = "Counted."
    undone = redone = 0

    def undo(self) -> None:
        self.undone += 1

    def redo(self) -> None:
        self.redone += 1


@pytest.mark.parametrize("kind", [QLineEdit, QPlainTextEdit])
def test_keys_of_undo_and_redo_reach_the_stack(qtbot: QtBot, kind: type[QLineEdit | QPlainTextEdit]) -> None:
    window, stack, step = QWidget(), UndoStack(Notices()), Counted()
    qtbot.addWidget(window)
    editor = kind(window)
    keys = UndoKeys(stack, window)
    keys.take_over(editor)
    stack.push(step)
    qtbot.keyClicks(editor, "typed")
    qtbot.keyClick(editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (step.undone, step.redone) == (1, 0)
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(editor, Qt.Key.Key_Z, both)
    assert (step.undone, step.redone) == (1, 1)
    text = editor.text() if isinstance(editor, QLineEdit) else editor.toPlainText()
    assert text == "typed"
