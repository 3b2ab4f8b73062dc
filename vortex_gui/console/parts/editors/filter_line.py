"""A line to filter a table with, whose hint is as long as there is room for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from vortex_gui.base.words.translation import tr
from vortex_gui.console.look.wordings import longest_that_fits

LEAST_WIDTH, MOST_WIDTH = 84, 330
SIDES = 24
"""What the line's border takes of its width."""


class FilterLine(QLineEdit):
    """`hints` are given with the fullest one first. Escape clears it."""

    def __init__(self, hints: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hints = hints
        self.setAccessibleName(tr("Filter"))
        self.setClearButtonEnabled(True)
        self.setMinimumWidth(LEAST_WIDTH)
        self.setMaximumWidth(MOST_WIDTH)
        self.setPlaceholderText(hints[0])

    def event(self, event: QEvent) -> bool:
        """Escape is this line's key while there is something to clear, before it is the window's."""
        is_escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if is_escape and self.text() and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() - SIDES
        fitting = longest_that_fits(self._hints, self.fontMetrics().horizontalAdvance, room)
        self.setPlaceholderText(fitting or self._hints[-1])
