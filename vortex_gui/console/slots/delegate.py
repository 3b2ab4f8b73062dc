"""Paints the cells of the slots table: state chips, progress by stage, scores, deadlines."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from vortex_gui.base.errors import MemoryPressureError
from vortex_gui.base.process.clock import steady_now
from vortex_gui.base.report.report import MemoryLevel
from vortex_gui.base.stages import TURNS, Stage
from vortex_gui.console.look import icons, theme
from vortex_gui.console.look.states import MEMORY, slot_look
from vortex_gui.console.look.tones import blend
from vortex_gui.console.parts.labels.chip import paint_chip
from vortex_gui.console.parts.row_table import draw_cell
from vortex_gui.console.slots.cells import Cell
from vortex_gui.console.slots.columns import COLUMNS, Column
from vortex_gui.console.slots.model import CELL_ROLE
from vortex_gui.console.state.slots.known_slots import KnownSlot
from vortex_gui.console.state.slots.progress import share_done, stage_share, stage_widths
from vortex_gui.engine.facts.slots import SlotRow, SlotState

ICON = 13
BAR_HEIGHT = 9
URGENT_S = 15
PAD = 8
LABEL = 40
ROUND = 2.5
QUIET = (
    *(Column.SLOT, Column.TOOK, Column.LEFT, Column.DUE, Column.QUEUED, Column.STARTED, Column.FINISHED),
    *(Column.RUNG, Column.WORKER),
)
"""Columns that stand back except for what runs."""
_COLUMN_AT = tuple(Column)


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
        cell: Cell | None = index.data(CELL_ROLE)
        if cell is None:
            super().paint(painter, option, index)
            return
        row, column = cell.row, _COLUMN_AT[index.column()]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground(painter, option)
        box = QRectF(option.rect).adjusted(PAD, 0, -PAD, 0)
        match column:
            case Column.STATE:
                look = slot_look(row)
                paint_chip(painter, box, look.word, look.icon, look.colour)
            case Column.PROGRESS:
                _progress(painter, box, row, cell.live)
            case Column.SCORES:
                _scores(painter, box, cell.shown(column), row)
            case _:
                margin_s = cell.margin_s if column == Column.MARGIN else None
                painter.setPen(_text_colour(column, row, margin_s))
                painter.setFont(
                    theme.mono_font()
                    if column == Column.SLOT
                    else theme.ui_font(bold=column == Column.DEADLINE and row.state is SlotState.RUNNING)
                )
                if column == Column.SLOT and cell.lower_rung:
                    sign = QPointF(box.right() - ICON / 2, box.center().y())
                    icons.stamp(painter, sign, ICON, "down", theme.current().warn)
                draw_cell(painter, box, cell.shown(column), is_right=COLUMNS[column].is_right)
        painter.restore()

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        tones = theme.current()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, tones.selection)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(option.rect, tones.raised)


def _progress(painter: QPainter, box: QRectF, row: SlotRow, live: KnownSlot | None) -> None:
    if (limit := MEMORY.get(passed_limit(row, live))) is not None:
        icons.stamp(
            painter, QPointF(box.right() - ICON / 2, box.center().y()), ICON, limit.icon, limit.colour
        )
        box = box.adjusted(0, 0, -ICON - 4, 0)
    if row.state is SlotState.RUNNING:
        _stage_bars(painter, box.adjusted(0, 0, -LABEL, 0), live)
        share = share_done(live, steady_now()) if live else None
        painter.setPen(theme.current().text)
        painter.setFont(theme.ui_font(8.5, bold=True))
        painter.drawText(
            QRectF(box.right() - LABEL, box.top(), LABEL, box.height()),
            int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter),
            "" if share is None else f"{int(share * 100)} %",
        )
    elif row.state.is_final:
        _time_line(painter, box, row)


def passed_limit(row: SlotRow, live: KnownSlot | None) -> MemoryLevel:
    """The memory limit that a slot passed; of one from an earlier sitting only the hard one is known."""
    if live is not None and live.limit != "under":
        return live.limit
    return "hard" if row.error_code == MemoryPressureError.code else "under"


def _stage_bars(painter: QPainter, box: QRectF, live: KnownSlot | None) -> None:
    """One bar a stage, as wide as its time, filled as far as it has come."""
    tones = theme.current()
    left, top = box.left(), box.center().y() - BAR_HEIGHT / 2
    painter.setPen(Qt.PenStyle.NoPen)
    for stage, part in stage_widths(live).items():
        width = box.width() * part
        painter.setBrush(theme.track())
        painter.drawRoundedRect(QRectF(left, top, width - 2, BAR_HEIGHT), ROUND, ROUND)
        share = stage_share(live, stage) if live else 0.0
        if share > 0:
            painter.setBrush(tones.stages[stage])
            painter.drawRoundedRect(
                QRectF(left, top, max(3.0, (width - 2) * share), BAR_HEIGHT), ROUND, ROUND
            )
        left += width


def _time_line(painter: QPainter, box: QRectF, row: SlotRow) -> None:
    """When each stage really ran; stages that run side by side share the height."""
    tones = theme.current()
    end = line_end_ms(row)
    track = QRectF(box.left(), box.center().y() - BAR_HEIGHT / 2, box.width(), BAR_HEIGHT)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(blend(tones.panel, tones.line, 0.2 if tones.name == "contrast" else 0.4))
    painter.drawRoundedRect(track, ROUND, ROUND)
    for stage in row.stages if end > 0 else ():
        top, height = _lane(stage.name)
        left = track.left() + track.width() * stage.start_ms / end
        width = max(2.0, track.width() * (stage.end_ms - stage.start_ms) / end - 1)
        painter.setBrush(blend(tones.panel, tones.stages[stage.name], 0.75))
        part = QRectF(left, track.top() + top * BAR_HEIGHT, width, height * BAR_HEIGHT)
        painter.drawRoundedRect(part & track, 1.5, 1.5)


def _lane(stage: Stage) -> tuple[float, float]:
    """Top and height of a stage on the line, as shares of its height."""
    turn = next(turn for turn in TURNS if stage in turn)
    return turn.index(stage) / len(turn), 1 / len(turn)


def line_end_ms(row: SlotRow) -> float:
    """Where the line ends: a failed slot spent the rest of its time in a stage that never ended."""
    return max((row.generation_ms or 0.0, *(stage.end_ms for stage in row.stages)))


def _scores(painter: QPainter, box: QRectF, text: str, row: SlotRow) -> None:
    if row.scores is None:
        return
    tones = theme.current()
    verdict = tones.good if row.scores.self_check_passed else tones.doubt
    colour = tones.warn if row.scores.outlier_detected else verdict
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(QPointF(box.left() + 4, box.center().y()), 3.5, 3.5)
    painter.setPen(tones.text)
    painter.drawText(box.adjusted(14, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), text)


def _text_colour(column: int, row: SlotRow, margin_s: float | None) -> QColor:
    tones = theme.current()
    if column == Column.DEADLINE:
        if not row.state.is_final:
            left = (row.due_at or 0) - steady_now()
            return tones.bad if left < 0 else tones.warn if left < URGENT_S else tones.text
        return tones.bad if row.deadline_met is False else tones.muted
    if column == Column.TARGET:
        return tones.warn if row.target_met is False else tones.muted
    if column == Column.MARGIN:
        late = margin_s is not None and margin_s < 0
        return tones.bad if late else tones.muted if row.state.is_final else tones.text
    if column == Column.RUNG and row.rung:
        return tones.text
    if column in QUIET:
        return tones.text if row.state is SlotState.RUNNING else tones.muted
    return tones.text if row.state is not SlotState.CANCELLED else tones.muted
