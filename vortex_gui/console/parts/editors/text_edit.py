"""The editor for some lines of plain text in a form."""

from __future__ import annotations

from collections.abc import Callable
from itertools import takewhile

from PySide6.QtCore import QEvent, QMimeData, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from vortex_gui.console.parts.file_links import files_of


class TextEdit(QPlainTextEdit):
    """Tab goes on to the next field, as in the rest of the form.

    A file's address never becomes its text: `files_given(paths)` when files are dropped or pasted.
    """

    files_given = Signal(object)
    focus_changed = Signal(bool)
    typed = Signal()
    """After a key that wrote something, or took something away."""

    def __init__(self, lines: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self._lines = lines
        self.leaves_enter: Callable[[], bool] = lambda: False
        """While this says so, Enter is somebody else's key and writes no new line."""
        self._fit()

    def put_text(self, text: str) -> None:
        """Changes only what differs and leaves the cursor behind it, where an undo is looked for."""
        before = self.toPlainText()
        if text.strip() == before.strip():
            return
        start = common_length(before, text)
        end = common_length(before[start:][::-1], text[start:][::-1])
        cursor = self.textCursor()
        cursor.setPosition(qt_length(before[:start]))
        cursor.setPosition(qt_length(before[: len(before) - end]), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text[start : len(text) - end])
        self.setTextCursor(cursor)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return bool(files_of(source)) or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        if paths := files_of(source):
            # Qt is in the middle of its drop, and what comes of a file may change this very text.
            QTimer.singleShot(0, self, lambda: self.files_given.emit(paths))
        else:
            super().insertFromMimeData(source)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and self.leaves_enter():
            event.ignore()
            return
        before = self.document().revision()
        super().keyPressEvent(event)
        if self.document().revision() != before:
            self.typed.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focus_changed.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focus_changed.emit(False)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        spacing = self.fontMetrics().lineSpacing()
        self.setFixedHeight(spacing * self._lines + 20)


def common_length(one: str, other: str) -> int:
    """How many characters both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def qt_length(text: str) -> int:
    """Qt counts in UTF-16: a letter beyond the basic plane is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
