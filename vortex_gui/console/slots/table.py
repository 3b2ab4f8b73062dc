"""The table of slots as a widget: whole rows, the running ones always in sight."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyleOptionViewItem,
    QWidget,
)

from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import theme
from vortex_gui.console.look.tones import blend
from vortex_gui.console.parts.row_table import RowTable
from vortex_gui.console.slots.columns import LEAST_WIDTH, LIVE, Column
from vortex_gui.console.slots.delegate import SlotsDelegate
from vortex_gui.console.slots.model import LIVE_ROLE, MIME, ROW_ROLE, SlotsModel
from vortex_gui.engine.facts.slots import SlotState

WARNING_HEIGHT = 26
MOST_NAMED = 8
LEAST_SAYS = 140
"""Width of the script's column in a narrow window, which then shows progress and time left."""


class SlotsTable(RowTable):
    """A table of whole rows that says what to do while it is empty.

    The running rows stand first and stay on top, over the rows that scroll below them. `clips_dragged` when
    the mouse draws a finished slot out of it.
    """

    clips_dragged = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        self._slots: SlotsModel | None = None  # before Qt asks where its rows are
        self._warning = ""
        self._placeholder = ""
        super().__init__(tr("Slots"), parent)
        self.setItemDelegate(SlotsDelegate(self))
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self.horizontalHeader().setMinimumSectionSize(LEAST_WIDTH)

    def show_placeholder(self, text: str) -> None:
        """Says this while there are no rows."""
        if text != self._placeholder:
            self._placeholder = text
            self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt lets a stretched column keep its width where there is no room for it at all.

        The current row stays in sight: Qt keeps the first one where it is.
        """
        old, current = QRect(QPoint(), event.oldSize()), self.currentIndex()
        was_seen = current.isValid() and old.intersects(self.visualRect(current))
        super().resizeEvent(event)
        if was_seen:
            self.scrollTo(current)
        header = self.horizontalHeader()
        others = header.length() - header.sectionSize(Column.SAYS)
        if self._slots is not None and self.viewport().width() <= others:
            header.resizeSection(Column.SAYS, LEAST_SAYS)

    def startDrag(self, actions: Qt.DropAction) -> None:
        """A queued slot moves within the table; a finished one is given to other programs."""
        row = self.currentIndex().data(ROW_ROLE)
        if row is not None and row.state is SlotState.DONE:
            self.clips_dragged.emit()
        else:
            super().startDrag(actions)

    # ── before the drop ──────────────────────────────────────────────────────────────────

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Says which deadlines the drop would cost."""
        super().dragMoveEvent(event)
        if self._slots is not None and event.isAccepted() and event.mimeData().hasFormat(MIME):
            row = self.drop_row(event.position().toPoint())
            self._say(self._slots.consider_drop(event.mimeData(), row))
        else:
            self._forget_drag()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self._forget_drag()

    def dropEvent(self, event: QDropEvent) -> None:
        self._forget_drag()
        super().dropEvent(event)

    def drop_row(self, pos: QPoint) -> int:
        """The row before which a drop at this place of the viewport inserts, as Qt's own indicator shows."""
        index = self.indexAt(pos)
        if self._slots is None or not index.isValid():
            return self._slots.rowCount() if self._slots is not None else 0
        return index.row() + (1 if pos.y() > self.visualRect(index).center().y() else 0)

    def _say(self, late: Sequence[int]) -> None:
        said = late_words(late)
        if said != self._warning:
            self._warning = said
            self.viewport().update()

    def _forget_drag(self) -> None:
        if self._slots is not None:
            self._slots.forget_drop()
        self._say(())

    def _paint_warning(self, painter: QPainter) -> None:
        if not self._warning:
            return
        tones, view = theme.current(), self.viewport().rect()
        box = QRect(view.left(), view.bottom() - WARNING_HEIGHT + 1, view.width(), WARNING_HEIGHT)
        painter.fillRect(box, blend(tones.panel, tones.bad, 0.3))
        painter.setPen(tones.text)
        painter.setFont(theme.ui_font(bold=True))
        painter.drawText(box.adjusted(12, 0, -12, 0), int(Qt.AlignmentFlag.AlignVCenter), self._warning)

    # ── the running rows on top ──────────────────────────────────────────────────────────

    def pinned_height(self) -> int:
        """Height of the running rows, which do not scroll away."""
        return self._slots.pinned * theme.ROW_HEIGHT if self._slots is not None else 0

    def indexAt(self, pos: QPoint) -> QModelIndex:
        if self._slots is not None and 0 <= pos.y() < self.pinned_height():
            return self._slots.index(pos.y() // theme.ROW_HEIGHT, self.columnAt(pos.x()))
        return super().indexAt(pos)

    def visualRect(self, index: QModelIndex | QPersistentModelIndex) -> QRect:
        rect = super().visualRect(index)
        if self._slots is not None and 0 <= index.row() < self._slots.pinned:
            rect.moveTop(index.row() * theme.ROW_HEIGHT)
        return rect

    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """A row is not in sight while it lies below the running ones."""
        if self._slots is None or index.row() < self._slots.pinned:
            return
        super().scrollTo(index, hint)
        covered = self.pinned_height() - self.visualRect(index).top()
        if covered > 0:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() - covered)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        if self.pinned_height():
            self.viewport().update()  # Qt shifts the picture of all rows, also of those that stay

    def dataChanged(
        self,
        top_left: QModelIndex | QPersistentModelIndex,
        bottom_right: QModelIndex | QPersistentModelIndex,
        roles: Sequence[int] = (),
    ) -> None:
        """Qt would repaint all between the first and the last live column."""
        if self._slots is not None and LIVE_ROLE in roles:
            self._repaint(top_left.row(), bottom_right.row(), LIVE)
            return
        super().dataChanged(top_left, bottom_right, roles)
        if (
            self._slots is not None
            and self.verticalScrollBar().value()
            and top_left.row() < self._slots.pinned
        ):
            self._repaint(top_left.row(), bottom_right.row(), tuple(Column))

    def _repaint(self, first: int, last: int, columns: Sequence[Column]) -> None:
        """The rows from the first to the last where they stand, and where the running ones do on top."""
        top, view, header = self.rowViewportPosition(first), self.viewport(), self.horizontalHeader()
        spans = [(top, self.rowViewportPosition(last) + theme.ROW_HEIGHT)]
        if self._slots is not None and self.verticalScrollBar().value() and first < self._slots.pinned:
            spans.append((first * theme.ROW_HEIGHT, min(last + 1, self._slots.pinned) * theme.ROW_HEIGHT))
        for column in columns:
            if not header.isSectionHidden(column):
                left, width = header.sectionViewportPosition(column), header.sectionSize(column)
                for begin, end in spans:
                    view.update(left, begin, width, end - begin)

    def _paint_pinned(self, painter: QPainter, area: QRegion) -> None:
        if self._slots is None or not self._slots.pinned or not self.verticalScrollBar().value():
            return
        tones = theme.current()
        bottom = self.pinned_height()
        painter.fillRect(0, 0, self.viewport().width(), bottom, tones.panel)
        shown = [column for column in range(self._slots.columnCount()) if not self.isColumnHidden(column)]
        for row in range(self._slots.pinned):
            for column in shown:
                index = self._slots.index(row, column)
                if area.intersects(self.visualRect(index)):
                    self._paint_cell(painter, index)
        painter.setPen(tones.accent)
        painter.drawLine(0, bottom - 1, self.viewport().width(), bottom - 1)

    def _paint_cell(self, painter: QPainter, index: QModelIndex) -> None:
        option: Any = QStyleOptionViewItem()  # its fields are missing in the stubs
        self.initViewItemOption(option)
        option.rect = self.visualRect(index)
        if self.selectionModel().isSelected(index):
            option.state |= QStyle.StateFlag.State_Selected
        self.itemDelegate().paint(painter, option, index)

    def setModel(self, model: SlotsModel) -> None:  # type: ignore[override]  # no other model
        self._slots = model
        super().setModel(model)
        header = self.horizontalHeader()
        header.setSectionResizeMode(Column.SAYS, QHeaderView.ResizeMode.Stretch)
        # The table's own would have the header ask each of 100,000 chosen rows whether it may be chosen.
        header.setSelectionModel(QItemSelectionModel(model, header))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        self._paint_pinned(painter, event.region())
        self._paint_warning(painter)
        if self._slots is not None and self._slots.rowCount() == 0:
            painter.setPen(theme.current().muted)
            painter.drawText(
                self.viewport().rect(),
                int(Qt.AlignmentFlag.AlignCenter),
                self._placeholder,
            )
        painter.end()


def late_words(late: Sequence[int]) -> str:
    """What a drop would do to other slots' deadlines; empty when it costs none."""
    if not late:
        return ""
    if len(late) == 1:
        return tr("Slot {slot} would miss its deadline.", slot=late[0])
    slots = ", ".join(str(slot_id) for slot_id in late[:MOST_NAMED])
    if len(late) > MOST_NAMED:
        return tr(
            "{count} slots would miss their deadline: {slots} and others.", count=len(late), slots=slots
        )
    return tr("{count} slots would miss their deadline: {slots}.", count=len(late), slots=slots)
