"""A line to filter a table with, whose hint is as long as there is room for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from vortex_gui.base.words.translation import tr
from vortex_gui.console.look.wordings import longest_that_fits

LEAST_WIDTH, MOST_WIDTH = 84, 330
SIDES = 24
"""What the line's border takes of its width."""


class FilterLine(QLineEdit):
    """`hints` are given with the fullest one first."""

    def __init__(self, hints: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hints = hints
        self.setAccessibleName(tr("Filter"))
        self.setClearButtonEnabled(True)
        self.setMinimumWidth(LEAST_WIDTH)
        self.setMaximumWidth(MOST_WIDTH)
        self.setPlaceholderText(hints[0])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() - SIDES
        fitting = longest_that_fits(self._hints, self.fontMetrics().horizontalAdvance, room)
        self.setPlaceholderText(fitting or self._hints[-1])
