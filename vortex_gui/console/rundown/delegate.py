"""Paints the rows of the rundown: the one on air is marked, what is over stands back."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from vortex_gui.console.look import theme
from vortex_gui.console.look.tones import blend
from vortex_gui.console.parts.labels.chip import paint_chip
from vortex_gui.console.parts.row_table import draw_cell
from vortex_gui.console.rundown.columns import COLUMNS, Column
from vortex_gui.console.rundown.looks import LOOKS
from vortex_gui.console.rundown.model import STANDING_ROLE
from vortex_gui.console.state.rundown.items import ItemState
from vortex_gui.console.state.rundown.rundown_standing import Standing

PAD = 8
MARK = 4
OVER = (ItemState.PLAYED, ItemState.SKIPPED)


class RundownDelegate(QStyledItemDelegate):
    """Colours come from the theme at each paint."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(super().sizeHint(option, index).width(), theme.ROW_HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row: Standing = index.data(STANDING_ROLE)
        column = Column(index.column())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground(painter, option, row, column)
        box = QRectF(option.rect).adjusted(PAD, 0, -PAD, 0)
        text = index.data(Qt.ItemDataRole.DisplayRole) or ""
        if column is Column.STATE:
            look = LOOKS[row.state]
            paint_chip(painter, box, text, look.icon, look.colour)
        else:
            painter.setPen(_colour(row, column))
            font = theme.ui_font(bold=row.state is ItemState.PLAYING)
            font.setStrikeOut(row.state is ItemState.SKIPPED and column is Column.TITLE)
            painter.setFont(font)
            draw_cell(painter, box, text, is_right=COLUMNS[column].is_right)
        painter.restore()

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem, row: Standing, column: Column) -> None:
        tones, playing = theme.current(), row.state is ItemState.PLAYING
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, tones.selection)
        elif playing:
            painter.fillRect(option.rect, blend(tones.panel, LOOKS[row.state].colour, 0.16))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(option.rect, tones.raised)
        if playing and column is Column.AT:
            box = QRectF(option.rect)
            painter.fillRect(QRectF(box.left(), box.top(), MARK, box.height()), LOOKS[row.state].colour)


def _colour(row: Standing, column: Column) -> QColor:
    tones = theme.current()
    if row.state in OVER:
        return tones.muted
    if column is Column.MARGIN and row.margin_s is not None:
        return tones.bad if row.margin_s < 0 else tones.good
    if column is Column.AT and row.state is ItemState.LATE:
        return tones.bad
    if column in (Column.SOURCE, Column.LENGTH) and row.state is not ItemState.PLAYING:
        return tones.muted
    return tones.text
