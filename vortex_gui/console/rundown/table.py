"""The rundown's table: whole rows that are dragged into their order."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import theme
from vortex_gui.console.parts.row_table import RowTable
from vortex_gui.console.rundown.columns import COLUMNS, Column
from vortex_gui.console.rundown.delegate import RundownDelegate
from vortex_gui.console.rundown.model import RundownModel

LEAST_WIDTH = 56


class RundownTable(RowTable):
    """Says what to do while it is empty."""

    def __init__(self, model: RundownModel, parent: QWidget | None = None) -> None:
        super().__init__(tr("Rundown"), parent)
        self.setModel(model)
        self.setItemDelegate(RundownDelegate(self))
        header = self.horizontalHeader()
        header.setMinimumSectionSize(LEAST_WIDTH)
        for column, facts in COLUMNS.items():
            header.resizeSection(column, facts.width)
        header.setSectionResizeMode(Column.TITLE, QHeaderView.ResizeMode.Stretch)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.model().rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(theme.current().muted)
            room = self.viewport().rect().adjusted(theme.MARGIN, 0, -theme.MARGIN, 0)
            text = tr("The rundown is empty. Add recipes, slots, or the recipe of the form.")
            painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), text)
            painter.end()
