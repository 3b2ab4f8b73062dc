"""The table widget of the slots: whole rows of one height, and a sentence while there are none."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from vortex_gui.base.translation import tr
from vortex_gui.console.look import theme
from vortex_gui.console.slots.delegate import SlotsDelegate
from vortex_gui.console.slots.model import ROW_ROLE, Column, SlotsModel
from vortex_gui.engine.facts.slots import SlotState

WIDTHS = {
    Column.SLOT: 78,
    Column.STATE: 112,
    Column.PROGRESS: 210,
    Column.LEFT: 92,
    Column.DEADLINE: 118,
    Column.SCORES: 112,
    Column.TOOK: 78,
}
LEAST_SAYS = 140
"""Width of the script's column in a narrow window, which then shows progress and time left."""


class SlotsTable(QTableView):
    """A table of whole rows that says what to do while it is empty.

    `clips_dragged` when the mouse draws a finished slot out of it.
    """

    clips_dragged = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._placeholder = ""
        self.setAccessibleName(tr("Slots"))
        self.setItemDelegate(SlotsDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDragDropOverwriteMode(False)
        self.setDropIndicatorShown(True)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        # Fixed heights: asking 100,000 rows for theirs would take seconds.
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(theme.ROW_HEIGHT)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self.horizontalHeader().setMinimumSectionSize(60)

    def show_placeholder(self, text: str) -> None:
        """Says this while there are no rows."""
        if text != self._placeholder:
            self._placeholder = text
            self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt lets a stretched column keep its width where there is no room for it at all."""
        super().resizeEvent(event)
        header = self.horizontalHeader()
        others = header.length() - header.sectionSize(Column.SAYS)
        if self.model() is not None and self.viewport().width() <= others:
            header.resizeSection(Column.SAYS, LEAST_SAYS)

    def startDrag(self, actions: Qt.DropAction) -> None:
        """A queued slot moves within the table; a finished one is given to other programs."""
        row = self.currentIndex().data(ROW_ROLE)
        if row is not None and row.state is SlotState.DONE:
            self.clips_dragged.emit()
        else:
            super().startDrag(actions)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt moves slots: where it cannot, it does not move the choice to another one instead."""
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def setModel(self, model: SlotsModel) -> None:  # type: ignore[override]  # no other model
        super().setModel(model)
        header = self.horizontalHeader()
        for column, width in WIDTHS.items():
            header.resizeSection(column, width)
        header.setSectionResizeMode(Column.SAYS, QHeaderView.ResizeMode.Stretch)
        # The table's own would have the header ask each of 100,000 chosen rows whether it may be chosen.
        header.setSelectionModel(QItemSelectionModel(model, header))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.model() is not None and self.model().rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(theme.current().muted)
            painter.drawText(
                self.viewport().rect(),
                int(Qt.AlignmentFlag.AlignCenter),
                self._placeholder,
            )
            painter.end()
