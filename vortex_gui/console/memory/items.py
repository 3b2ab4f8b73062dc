"""What is painted inside the memory graph: the stack as an indexed image, and the lines and marks above it.

Imports pyqtgraph, so it is itself imported only after the window's first paint.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QImage, QPainter, QPen, QPolygonF, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from vortex_gui.base.stages import STAGES
from vortex_gui.console.look import theme
from vortex_gui.console.look.role_colours import layer_colour
from vortex_gui.console.look.tones import blend
from vortex_gui.console.memory.layers import LAYERS, OWN
from vortex_gui.console.memory.max_buckets import Columns, Floats
from vortex_gui.console.state.memory_samples import MemoryMark

LANE_HEIGHT = 3
LANE_GAP = 1
STRIP_HEIGHT = 2 + len(STAGES) * (LANE_HEIGHT + LANE_GAP)
"""Points below zero in which each stage has its lane."""
MARK_CROWD = 60
"""With more marks than this in view they shrink to ticks."""
_EDGE = len(LAYERS) + 1
_EMPTY = _EDGE + 1


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit line: its height in bytes, what is said beside it, and whether that stands above the line."""

    at_bytes: float
    text: str
    colour: QColor
    above: bool


def stack_image(
    columns: Columns, layers: int, top: float, width: int, height: int, edge: int = 2
) -> NDArray[np.uint8]:
    """The stacked area as colour indices, uint8 (height, width): 0 is nothing, 1 + i is layer i.

    Only the first `layers` layers are drawn, `top` bytes being the upper border. Where several buckets fall
    on one pixel the highest is drawn, so that no peak is lost.
    """
    sums = np.cumsum(np.nan_to_num(columns.values[:layers]), axis=0)
    sums, present = _fitted(sums, columns.present, width)
    rows = height - np.clip(np.rint(sums * (height / top)), 0, height).astype(np.intp)
    across = np.arange(width)
    steps = np.zeros((height + 1, width), np.int8)
    steps[rows[-1], across] += layers
    for layer in range(layers - 1):
        steps[rows[layer], across] -= 1
    image = np.cumsum(steps, axis=0, dtype=np.int8)[:height].view(np.uint8)
    crest = rows[min(OWN, layers) - 1]
    for thickness in range(edge):
        line = crest + thickness
        inside = (line < height) & (crest > 0)
        image[line[inside], across[inside]] = _EDGE
    image[:, ~present] = _EMPTY
    return image


def lane_image(bits: NDArray[np.uint8], width: int, scale: int = 1) -> NDArray[np.uint8]:
    """The stages' lanes one below the other as colour indices, uint8 (rows, width): 1 + i is stage i."""
    left = np.arange(width) * len(bits) // width
    flags = bits[left] if width >= len(bits) else np.bitwise_or.reduceat(bits, left)
    codes = np.arange(len(STAGES), dtype=np.uint8)[:, None]
    lanes = ((flags >> codes) & 1) * (codes + 1)
    rows = np.zeros((len(STAGES), LANE_HEIGHT + LANE_GAP, width), np.uint8)
    rows[:, :LANE_HEIGHT] = lanes[:, None]
    image: NDArray[np.uint8] = rows.reshape(-1, width).repeat(scale, axis=0)
    return image


class StackItem(pg.GraphicsObject):  # type: ignore[misc]  # pyqtgraph has no types
    """Paints the stack and the stages' lanes over the whole view box, pixel for pixel."""

    def __init__(self) -> None:
        super().__init__()
        self._columns: Columns | None = None
        self._layers = OWN
        self._top = 1.0
        self.restyle()

    def restyle(self) -> None:
        """Takes the theme's colours."""
        tones = theme.current()
        layers = [blend(tones.panel, layer_colour(name, tones), 0.82) for name in LAYERS]
        layers[LAYERS.index("free")] = tones.free
        crest = blend(tones.working, tones.text, 0.6)
        empty = blend(tones.panel, tones.line, 0.22)
        self._colours = [tones.panel.rgba(), *(c.rgba() for c in layers), crest.rgba(), empty.rgba()]
        self._lane_colours = [tones.panel.rgba(), *(tones.stages[stage].rgba() for stage in STAGES)]
        self.update()

    def show_columns(self, columns: Columns, layers: int, top: float) -> None:
        """Takes what the next paint draws; `top` is the stack's upper border in bytes."""
        self._columns, self._layers, self._top = columns, layers, top
        self.update()

    def boundingRect(self) -> QRectF:
        box = self.getViewBox()
        return QRectF(box.viewRect()) if box is not None else QRectF()

    def viewRangeChanged(self) -> None:
        self.prepareGeometryChange()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draws in pixels of the screen, so that nothing is scaled or smoothed."""
        if self._columns is None:
            return
        ratio = painter.device().devicePixelRatioF()
        box = pixel_box(self, painter)
        stack = QRectF(box.left(), box.top(), box.width(), box.height() - STRIP_HEIGHT)
        width, height = round(stack.width() * ratio), round(stack.height() * ratio)
        if width < 2 or height < 2:
            return
        painter.save()
        painter.setWorldTransform(QTransform())
        pixels = stack_image(self._columns, self._layers, self._top, width, height, max(1, round(ratio)))
        painter.drawImage(stack.topLeft(), _indexed(pixels, self._colours, ratio))
        strip = QPointF(stack.left(), stack.bottom() + 2)
        lanes = lane_image(self._columns.bits, width, max(1, round(ratio)))
        painter.drawImage(strip, _indexed(lanes, self._lane_colours, ratio))
        painter.restore()


class OverlayItem(pg.GraphicsObject):  # type: ignore[misc]  # pyqtgraph has no types
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

    def boundingRect(self) -> QRectF:
        box = self.getViewBox()
        return QRectF(box.viewRect()) if box is not None else QRectF()

    def viewRangeChanged(self) -> None:
        self.prepareGeometryChange()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        box = pixel_box(self, painter)
        plot = QRectF(box.left(), box.top(), box.width(), box.height() - STRIP_HEIGHT)
        painter.save()
        painter.setWorldTransform(QTransform())
        painter.setClipRect(box)
        self._paint_band(painter, plot)
        self._paint_marks(painter, plot)
        for limit in self.limits:
            self._paint_limit(painter, plot, limit)
        self._paint_cursor(painter, box)
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

    def _paint_limit(self, painter: QPainter, plot: QRectF, limit: Limit) -> None:
        y = round(plot.bottom() - limit.at_bytes / self.top * plot.height()) + 0.5
        if not plot.top() <= y <= plot.bottom():
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(limit.colour, 1.5, Qt.PenStyle.DashLine))
        painter.drawLine(QLineF(plot.left(), y, plot.right(), y))
        painter.setFont(theme.ui_font(8))
        metrics = QFontMetricsF(painter.font())
        text = metrics.elidedText(limit.text, Qt.TextElideMode.ElideRight, plot.width() - 16)
        size = metrics.horizontalAdvance(text) + 10
        tall = metrics.height() + 2
        top = y - tall - 2 if limit.above else y + 2
        plate = QRectF(plot.left() + 5, top, size, tall)
        ground = QColor(theme.current().panel)
        ground.setAlpha(215)
        painter.fillRect(plate, ground)
        painter.setPen(limit.colour)
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_marks(self, painter: QPainter, plot: QRectF) -> None:
        last = self.first + self.span_s
        shown = [mark for mark in self.marks if self.first <= mark.at <= last]
        crowded = len(shown) > MARK_CROWD
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for mark in shown:
            colour = mark_colour(mark.kind)
            x = round(self._x(plot, mark.at)) + 0.5
            faint = QColor(colour)
            faint.setAlpha(90)
            painter.setPen(QPen(faint, 1))
            ends = (plot.top(), plot.top() + 6) if crowded else (plot.top() + 10, plot.bottom())
            painter.drawLine(QLineF(x, ends[0], x, ends[1]))
            if not crowded:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QBrush(colour))
                painter.drawPolygon(mark_shape(mark.kind, QPointF(x, plot.top() + 6)))

    def _paint_cursor(self, painter: QPainter, box: QRectF) -> None:
        if self.cursor is None:
            return
        x = round(self._x(box, self.cursor)) + 0.5
        painter.setPen(QPen(theme.current().text, 1))
        painter.drawLine(QLineF(x, box.top(), x, box.bottom()))

    def _paint_hint(self, painter: QPainter, plot: QRectF) -> None:
        if self.hint:
            painter.setFont(theme.ui_font(9.5))
            painter.setPen(theme.current().muted)
            painter.drawText(plot, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.hint)


def pixel_box(item: QGraphicsItem, painter: QPainter) -> QRectF:
    """The view box's rectangle in points of the widget, on whole pixels."""
    mapped = painter.worldTransform().mapRect(item.boundingRect())
    left, top = round(mapped.left()), round(mapped.top())
    return QRectF(left, top, round(mapped.right()) - left, round(mapped.bottom()) - top)


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


def _indexed(pixels: NDArray[np.uint8], colours: list[int], ratio: float) -> QImage:
    """An image over the array's own memory; the array is kept alive by the image."""
    height, width = pixels.shape
    image = QImage(pixels.data, width, height, pixels.strides[0], QImage.Format.Format_Indexed8)
    image.setColorTable(colours)
    image.setDevicePixelRatio(ratio)
    return image


def _fitted(sums: Floats, present: NDArray[np.bool_], width: int) -> tuple[Floats, NDArray[np.bool_]]:
    """The columns brought to `width` pixels: repeated, or the highest of those that share a pixel."""
    count = sums.shape[1]
    left = np.arange(width) * count // width
    if width >= count:
        return sums[:, left], present[left]
    return np.maximum.reduceat(sums, left, axis=1), np.logical_or.reduceat(present, left)
