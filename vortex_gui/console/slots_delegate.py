"""Paints the cells of the slots table: state chips, progress by stage, scores, deadlines."""

from __future__ import annotations

import time

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from vortex_gui.console import theme
from vortex_gui.console.slots_model import LIVE_ROLE, ROW_ROLE, Column
from vortex_gui.console.state import SlotState
from vortex_gui.engine.slots import SlotRow
from vortex_gui.engine.slots import SlotState as RowState
from vortex_gui.profile import STAGES, Stage

WEIGHTS: dict[Stage, float] = {
    "speech": 0.10,
    "actor": 0.20,
    "animation": 0.50,
    "verification": 0.12,
    "output": 0.08,
}
"""How wide a stage is drawn; about its share of a slot's time."""
CHIP_HEIGHT = 20
BAR_HEIGHT = 9
URGENT_S = 15
PAD = 8


class SlotsDelegate(QStyledItemDelegate):
    """Paints by what the row is; colours come from the theme at each paint."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(super().sizeHint(option, index).width(), theme.ROW_HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row: SlotRow | None = index.data(ROW_ROLE)
        if row is None:
            super().paint(painter, option, index)
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground(painter, option)
        box = QRectF(option.rect).adjusted(PAD, 0, -PAD, 0)
        text = index.data(Qt.ItemDataRole.DisplayRole) or ""
        match index.column():
            case Column.STATE:
                _chip(painter, box, text, state_colour(row.state))
            case Column.PROGRESS:
                _progress(painter, box, row, index.data(LIVE_ROLE))
            case Column.SCORES:
                _scores(painter, box, text, row)
            case column:
                right = column == Column.TOOK
                painter.setPen(_text_colour(column, row))
                painter.setFont(
                    theme.mono_font()
                    if column == Column.SLOT
                    else theme.ui_font(bold=column == Column.DEADLINE and row.state == RowState.RUNNING)
                )
                side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
                shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
                painter.drawText(box, int(side | Qt.AlignmentFlag.AlignVCenter), shown)
        painter.restore()

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        tones = theme.current()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, tones.selection)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(option.rect, tones.raised)


def state_colour(state: RowState) -> QColor:
    """The colour that a state has everywhere in the window."""
    tones = theme.current()
    return {
        RowState.QUEUED: tones.idle,
        RowState.RUNNING: tones.accent,
        RowState.DONE: tones.good,
        RowState.FAILED: tones.bad,
        RowState.CANCELLED: tones.idle,
        RowState.MISSED: tones.warn,
        RowState.SET_ASIDE: tones.bad,
    }[state]


def share_done(row: SlotRow, live: SlotState | None) -> float | None:
    """How much of a running slot is done, 0 to 1 by the stages' weights; `None` when nothing is known yet."""
    if live is None or not live.progress:
        return None
    return sum(WEIGHTS[stage] * _stage_share(stage, live) for stage in STAGES)


def _stage_share(stage: Stage, live: SlotState) -> float:
    span = live.spans.get(stage)
    if span is not None and span.end_ms is not None:
        return 1.0
    done, total = live.progress.get(stage, (0, 0))
    return done / total if total else 0.0


def _chip(painter: QPainter, box: QRectF, text: str, colour: QColor) -> None:
    tones = theme.current()
    painter.setFont(theme.ui_font(8.5, bold=True))
    width = painter.fontMetrics().horizontalAdvance(text) + 26
    chip = QRectF(box.left(), box.center().y() - CHIP_HEIGHT / 2, min(width, box.width()), CHIP_HEIGHT)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.blend(tones.panel, colour, 0.20))
    painter.drawRoundedRect(chip, CHIP_HEIGHT / 2, CHIP_HEIGHT / 2)
    painter.setBrush(colour)
    painter.drawEllipse(QPointF(chip.left() + 10, chip.center().y()), 3, 3)
    painter.setPen(theme.blend(colour, tones.text, 0.25))
    painter.drawText(chip.adjusted(18, 0, -6, 0), int(Qt.AlignmentFlag.AlignVCenter), text)


def _progress(painter: QPainter, box: QRectF, row: SlotRow, live: SlotState | None) -> None:
    tones = theme.current()
    if row.state == RowState.QUEUED:
        return
    running = row.state == RowState.RUNNING
    label = 40.0 if running else 0.0
    bar = QRectF(box.left(), box.center().y() - BAR_HEIGHT / 2, box.width() - label, BAR_HEIGHT)
    finished = {time.stage for time in row.stages}
    left = bar.left()
    for stage in STAGES:
        width = bar.width() * WEIGHTS[stage]
        part = QRectF(left, bar.top(), width - 2, BAR_HEIGHT)
        left += width
        share = _stage_share(stage, live) if running and live else float(stage in finished)
        if row.state == RowState.DONE:
            share = 1.0
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.blend(tones.panel, tones.line, 0.25 if tones.name == "contrast" else 0.7))
        painter.drawRoundedRect(part, 2.5, 2.5)
        if share > 0:
            colour = tones.stages[stage] if running else theme.blend(tones.panel, tones.stages[stage], 0.55)
            painter.setBrush(colour)
            painter.drawRoundedRect(
                QRectF(part.left(), part.top(), max(3.0, part.width() * share), BAR_HEIGHT), 2.5, 2.5
            )
    if running:
        share_now = share_done(row, live)
        painter.setPen(tones.text)
        painter.setFont(theme.ui_font(8.5, bold=True))
        painter.drawText(
            QRectF(bar.right(), box.top(), label, box.height()),
            int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter),
            "" if share_now is None else f"{min(99, int(share_now * 100))} %",
        )


def _scores(painter: QPainter, box: QRectF, text: str, row: SlotRow) -> None:
    if row.scores is None:
        return
    tones = theme.current()
    colour = tones.warn if row.scores.outlier else tones.good if row.scores.passed else tones.bad
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(QPointF(box.left() + 4, box.center().y()), 3.5, 3.5)
    painter.setPen(tones.text)
    painter.drawText(box.adjusted(14, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), text)


def _text_colour(column: int, row: SlotRow) -> QColor:
    tones = theme.current()
    if column == Column.DEADLINE:
        if row.state in (RowState.QUEUED, RowState.RUNNING):
            left = (row.due_at or 0) - time.time()
            return tones.bad if left < 0 else tones.warn if left < URGENT_S else tones.text
        return tones.bad if row.deadline_met is False else tones.muted
    if column in (Column.SLOT, Column.TOOK, Column.LEFT):
        return tones.text if row.state == RowState.RUNNING else tones.muted
    return tones.text if row.state != RowState.CANCELLED else tones.muted
