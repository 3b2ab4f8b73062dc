"""Ctrl+Z in a form's editors, given to the window's one stack instead of each editor's own."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from vortex_gui.console.state.undo import UndoStack


class UndoKeys(QObject):
    """An editor forgets its own steps when a program fills it, so that a preset could not be taken back."""

    def __init__(self, undo: UndoStack, parent: QObject) -> None:
        super().__init__(parent)
        self._undo = undo

    def take_over(self, editor: QPlainTextEdit | QLineEdit) -> None:
        """From now on the editor's undo keys are the stack's."""
        if isinstance(editor, QPlainTextEdit):
            editor.setUndoRedoEnabled(False)
        editor.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.matches(QKeySequence.StandardKey.Undo):
            self._undo.undo()
            return True
        if event.matches(QKeySequence.StandardKey.Redo):
            self._undo.redo()
            return True
        return False
