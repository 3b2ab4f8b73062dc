"""What lies above the stack in the memory graph: limits, marks with their names, the slot's time, the cursor.

Imports pyqtgraph, so it is itself imported only after the window's first paint.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen, QPolygonF, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from vortex_gui.base.words.translation import mark, tr
from vortex_gui.console.look import theme
from vortex_gui.console.look.wordings import longest_that_fits
from vortex_gui.console.memory.drawing.items import STRIP_HEIGHT
from vortex_gui.console.memory.drawing.view_item import ViewItem
from vortex_gui.console.state.workers.memory_samples import MemoryMark

MARK_CROWD = 60
"""With more marks than this in view they shrink to ticks."""
NEAR = 6.0
"""Points between the mouse and a mark that it is still at."""
NAMES = {
    "warm_up": mark("Warm-up"),
    "cache_clear": mark("Cache cleared"),
    "worker_lost": mark("Worker lost"),
    "worker_ready": mark("Worker ready"),
}


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit line: its height in bytes, what is said beside it, and whether that stands above the line."""

    at_bytes: float
    text: str
    colour: QColor
    above: bool
    short: str = ""
    """Stands for `text` in a graph that is too narrow for it."""


class OverlayItem(ViewItem):
    """Paints limits, marks, the selected slot's time and the cursor above the stack."""

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(10)
        self.limits: tuple[Limit, ...] = ()
        self.marks: Sequence[MemoryMark] = ()
        self.first = 0.0
        self.span_s = 60.0
        self.top = 1.0
        self.cursor: float | None = None
        self.band: tuple[float, float] | None = None
        self.hint = ""
        self._pointed: float | None = None
        self._width = 1.0

    def point_at(self, share: float | None) -> None:
        """The mouse is at this share of the width: the mark there is named."""
        before, self._pointed = self._pointed_mark(), share
        if self._pointed_mark() is not before:
            self.update()

    def pointed_name(self) -> str:
        """What the mark under the mouse is, and when; nothing without one."""
        mark = self._pointed_mark()
        return "" if mark is None else f"{mark_name(mark)}  {datetime.fromtimestamp(mark.at):%H:%M:%S}"

    def _pointed_mark(self) -> MemoryMark | None:
        if self._pointed is None or not self.marks:
            return None
        at, near = self.first + self._pointed * self.span_s, NEAR * self.span_s / self._width
        mark = min(self.marks, key=lambda each: abs(each.at - at))
        return mark if abs(mark.at - at) <= near else None

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        box = self.pixel_box(painter)
        plot = QRectF(box.left(), box.top(), box.width(), box.height() - STRIP_HEIGHT)
        self._width = max(1.0, plot.width())
        painter.save()
        painter.setWorldTransform(QTransform())
        painter.setClipRect(box)
        self._paint_band(painter, plot)
        paint_marks(painter, plot, self.marks, self.first, self.span_s)
        for limit in self.limits:
            paint_limit(painter, plot, limit, self.top, (limit.text, limit.short))
        self._paint_cursor(painter, box)
        self._paint_name(painter, plot)
        self._paint_hint(painter, plot)
        painter.restore()

    def _x(self, plot: QRectF, at: float) -> float:
        return plot.left() + (at - self.first) / self.span_s * plot.width()

    def _paint_band(self, painter: QPainter, plot: QRectF) -> None:
        if self.band is None:
            return
        left, right = (self._x(plot, at) for at in self.band)
        if right < plot.left() or left > plot.right():
            return
        tint = QColor(theme.current().accent)
        tint.setAlpha(34)
        painter.fillRect(QRectF(left, plot.top(), max(1.0, right - left), plot.height()), tint)

    def _paint_cursor(self, painter: QPainter, box: QRectF) -> None:
        if self.cursor is None:
            return
        x = round(self._x(box, self.cursor)) + 0.5
        painter.setPen(QPen(theme.current().text, 1))
        painter.drawLine(QLineF(x, box.top(), x, box.bottom()))

    def _paint_name(self, painter: QPainter, plot: QRectF) -> None:
        """Beside the mark that the mouse is at, on the side where there is room."""
        mark, text = self._pointed_mark(), self.pointed_name()
        if mark is None:
            return
        painter.setFont(theme.ui_font(8.5, bold=True))
        metrics = QFontMetricsF(painter.font())
        width, x = metrics.horizontalAdvance(text) + 12, self._x(plot, mark.at)
        left = x + 7 if x + 7 + width <= plot.right() else x - 7 - width
        plate = QRectF(left, plot.top() + 1, width, metrics.height() + 4)
        painter.setPen(QPen(mark_colour(mark.kind), 1))
        painter.setBrush(theme.current().raised)
        painter.drawRoundedRect(plate, 3, 3)
        painter.setPen(theme.current().text)
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_hint(self, painter: QPainter, plot: QRectF) -> None:
        if self.hint:
            painter.setFont(theme.ui_font(9.5))
            painter.setPen(theme.current().muted)
            painter.drawText(plot, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.hint)


def paint_limit(
    painter: QPainter, plot: QRectF, limit: Limit, top: float, wordings: tuple[str, ...] = ()
) -> None:
    """A line across a plot that is `top` bytes high, with the longest of the wordings that has room."""
    y = round(plot.bottom() - limit.at_bytes / top * plot.height()) + 0.5
    if not plot.top() <= y <= plot.bottom():
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(QPen(limit.colour, 1.5, Qt.PenStyle.DashLine))
    painter.drawLine(QLineF(plot.left(), y, plot.right(), y))
    if not wordings:
        return
    painter.setFont(theme.ui_font(8))
    metrics = QFontMetricsF(painter.font())
    room = plot.width() - 16
    whole = longest_that_fits(wordings, metrics.horizontalAdvance, room)
    text = whole or metrics.elidedText(wordings[0], Qt.TextElideMode.ElideRight, room)
    size = metrics.horizontalAdvance(text) + 10
    tall = metrics.height() + 2
    plate = QRectF(plot.left() + 5, y - tall - 2 if limit.above else y + 2, size, tall)
    ground = QColor(theme.current().panel)
    ground.setAlpha(215)
    painter.fillRect(plate, ground)
    painter.setPen(limit.colour)
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)


def paint_marks(
    painter: QPainter,
    plot: QRectF,
    marks: Sequence[MemoryMark],
    first: float,
    span_s: float,
    crowd: int = MARK_CROWD,
) -> None:
    """Those of the seconds from `first` on; more of them than `crowd` shrink to ticks."""
    shown = [mark for mark in marks if first <= mark.at <= first + span_s]
    crowded = len(shown) > crowd
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    for each in shown:
        colour = mark_colour(each.kind)
        x = round(plot.left() + (each.at - first) / span_s * plot.width()) + 0.5
        faint = QColor(colour)
        faint.setAlpha(90)
        painter.setPen(QPen(faint, 1))
        ends = (plot.top(), plot.top() + 6) if crowded else (plot.top() + 10, plot.bottom())
        painter.drawLine(QLineF(x, ends[0], x, ends[1]))
        if not crowded:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QBrush(colour))
            painter.drawPolygon(mark_shape(each.kind, QPointF(x, plot.top() + 6)))


def mark_name(mark: MemoryMark) -> str:
    """What happened at a mark."""
    if mark.kind == "slot_begin":
        return tr("Slot {slot} begins", slot=mark.slot_id)
    if mark.kind == "slot_end":
        return tr("Slot {slot} ends", slot=mark.slot_id)
    return tr(NAMES[mark.kind])


def mark_colour(kind: str) -> QColor:
    """A mark's colour in the theme."""
    tones = theme.current()
    colours = {
        "warm_up": tones.warn,
        "cache_clear": tones.info,
        "slot_begin": tones.good,
        "slot_end": tones.muted,
        "worker_lost": tones.bad,
        "worker_ready": tones.good,
    }
    return colours.get(kind, tones.muted)


def mark_shape(kind: str, centre: QPointF, size: float = 4.0) -> QPolygonF:
    """A mark's shape: each kind has its own, so that colour is not all that tells them apart."""
    corners = {"warm_up": 3, "cache_clear": 4, "worker_lost": 4, "worker_ready": 8}.get(kind)
    if kind == "slot_begin":
        points = [(-0.8, -1.0), (1.0, 0.0), (-0.8, 1.0)]
    elif kind == "slot_end" or corners is None:
        points = [(-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)]
    else:
        angles = [2 * math.pi * k / corners - math.pi / 2 for k in range(corners)]
        points = [(math.cos(angle), math.sin(angle)) for angle in angles]
    return QPolygonF([centre + QPointF(x, y) * size for x, y in points])
