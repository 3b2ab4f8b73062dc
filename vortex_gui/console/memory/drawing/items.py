"""The stack inside the memory graph, painted as an indexed image, and the lanes of the stages below it.

Imports pyqtgraph, so it is itself imported only after the window's first paint.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from vortex_gui.base.stages import STAGES
from vortex_gui.console.look import theme
from vortex_gui.console.look.role_colours import layer_colour
from vortex_gui.console.look.tones import blend
from vortex_gui.console.memory.drawing.view_item import ViewItem
from vortex_gui.console.memory.kept.layers import LAYERS, OWN
from vortex_gui.console.memory.kept.max_buckets import Columns, Floats

LANE_HEIGHT = 3
LANE_GAP = 1
STRIP_HEIGHT = 2 + len(STAGES) * (LANE_HEIGHT + LANE_GAP)
"""Points below zero in which each stage has its lane."""
_EDGE = len(LAYERS) + 1
_EMPTY = _EDGE + 1


def stack_rows(columns: Columns, layers: int, top: float, width: int, height: int) -> NDArray[np.intp]:
    """The row at which each of the first `layers` layers ends, intp (layers, width); -1 without samples.

    `top` bytes are the upper border. Where several buckets fall on one pixel the highest is drawn, so that
    no peak is lost.
    """
    sums = np.cumsum(np.nan_to_num(columns.values[:layers]), axis=0)
    sums, present = _fitted(sums, columns.present, width)
    rows = height - np.clip(np.rint(sums * (height / top)), 0, height).astype(np.intp)
    return np.where(present, rows, -1)


def stack_image(rows: NDArray[np.intp], height: int, edge: int = 2) -> NDArray[np.uint8]:
    """The stacked area as colour indices, uint8 (height, width): 0 is nothing, 1 + i is layer i."""
    layers, width = rows.shape
    empty = rows[0] < 0
    rows = np.where(empty, height, rows)
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
    image[:, empty] = _EMPTY
    return image


class StackPicture:
    """The stack in its colours, painted anew only where a column differs from the last picture's."""

    def __init__(self) -> None:
        self._key: object = None
        self._rows = np.empty((0, 0), np.intp)
        self._pixels = np.empty((0, 0), np.uint32)

    def painted(
        self, rows: NDArray[np.intp], height: int, edge: int, colours: Sequence[int]
    ) -> NDArray[np.uint32]:
        """Pixels 0xAARRGGBB, uint32 (height, width), of the rows at which the layers end (layers, width)."""
        key = (rows.shape, height, edge, tuple(colours))
        if key == self._key:
            changed = np.flatnonzero((rows != self._rows).any(axis=0))
        else:
            self._key, changed = key, np.arange(rows.shape[1])
            self._pixels = np.empty((height, rows.shape[1]), np.uint32)
        self._rows = rows
        if len(changed):
            table = np.array(colours, np.uint32)
            self._pixels[:, changed] = table[stack_image(rows[:, changed], height, edge)]
        return self._pixels


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


def single_lane(bits: NDArray[np.uint8], width: int, scale: int = 1) -> NDArray[np.uint8]:
    """All stages in one lane, where five have no room: of those that run side by side the last one."""
    lanes = lane_image(bits, width).reshape(len(STAGES), LANE_HEIGHT + LANE_GAP, width)
    lane: NDArray[np.uint8] = lanes.max(axis=0)[:LANE_HEIGHT].repeat(scale, axis=0)
    return lane


class StackPainter:
    """Paints a stack and its stages in pixels of the screen, so that nothing is scaled or smoothed."""

    def __init__(self) -> None:
        self._picture = StackPicture()
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

    def paint(self, painter: QPainter, stack: QRectF, columns: Columns, layers: int, top: float) -> None:
        """The first `layers` layers into this rectangle of whole points, `top` bytes high."""
        ratio = painter.device().devicePixelRatioF()
        width, height = round(stack.width() * ratio), round(stack.height() * ratio)
        if width < 2 or height < 2:
            return
        rows = stack_rows(columns, layers, top, width, height)
        pixels = self._picture.painted(rows, height, max(1, round(ratio)), self._colours)
        painter.drawImage(stack.topLeft(), _coloured(pixels, ratio))

    def paint_lanes(self, painter: QPainter, at: QPointF, width: float, bits: NDArray[np.uint8]) -> None:
        """A lane for each stage from this point down."""
        self._paint_lanes(painter, at, width, bits, lane_image)

    def paint_lane(self, painter: QPainter, at: QPointF, width: float, bits: NDArray[np.uint8]) -> None:
        """One lane for all stages."""
        self._paint_lanes(painter, at, width, bits, single_lane)

    def _paint_lanes(
        self,
        painter: QPainter,
        at: QPointF,
        width: float,
        bits: NDArray[np.uint8],
        drawn: Callable[[NDArray[np.uint8], int, int], NDArray[np.uint8]],
    ) -> None:
        ratio = painter.device().devicePixelRatioF()
        lanes = drawn(bits, round(width * ratio), max(1, round(ratio)))
        painter.drawImage(at, _indexed(lanes, self._lane_colours, ratio))


class StackItem(ViewItem):
    """Paints the stack and the stages' lanes over the whole view box."""

    def __init__(self) -> None:
        super().__init__()
        self._columns: Columns | None = None
        self._layers = OWN
        self._top = 1.0
        self._painter = StackPainter()

    def restyle(self) -> None:
        """Takes the theme's colours."""
        self._painter.restyle()
        self.update()

    def show_columns(self, columns: Columns, layers: int, top: float) -> None:
        """Takes what the next paint draws; `top` is the stack's upper border in bytes."""
        self._columns, self._layers, self._top = columns, layers, top
        self.update()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if self._columns is None:
            return
        box = self.pixel_box(painter)
        stack = QRectF(box.left(), box.top(), box.width(), box.height() - STRIP_HEIGHT)
        if stack.width() < 2 or stack.height() < 2:
            return
        painter.save()
        painter.setWorldTransform(QTransform())
        self._painter.paint(painter, stack, self._columns, self._layers, self._top)
        lanes = QPointF(stack.left(), stack.bottom() + 2)
        self._painter.paint_lanes(painter, lanes, stack.width(), self._columns.bits)
        painter.restore()


def _indexed(pixels: NDArray[np.uint8], colours: list[int], ratio: float) -> QImage:
    """An image over the array's own memory; the array is kept alive by the image."""
    height, width = pixels.shape
    image = QImage(pixels.data, width, height, pixels.strides[0], QImage.Format.Format_Indexed8)
    image.setColorTable(colours)
    image.setDevicePixelRatio(ratio)
    return image


def _coloured(pixels: NDArray[np.uint32], ratio: float) -> QImage:
    """An image over the array's own memory, to be drawn at once."""
    height, width = pixels.shape
    image = QImage(pixels.data, width, height, pixels.strides[0], QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    return image


def _fitted(sums: Floats, present: NDArray[np.bool_], width: int) -> tuple[Floats, NDArray[np.bool_]]:
    """The columns brought to `width` pixels: repeated, or the highest of those that share a pixel."""
    count = sums.shape[1]
    left = np.arange(width) * count // width
    if width >= count:
        return sums[:, left], present[left]
    return np.maximum.reduceat(sums, left, axis=1), np.logical_or.reduceat(present, left)
