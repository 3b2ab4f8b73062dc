"""A small graph of one worker's memory as a picture: what is used, its limits, its stages, its marks.

Imports pyqtgraph by way of its neighbours, so it is itself imported only after the window's first paint.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter

from vortex_gui.base.words.amounts import GB
from vortex_gui.console.look import theme
from vortex_gui.console.look.wordings import longest_that_fits
from vortex_gui.console.memory.drawing.items import LANE_HEIGHT, STRIP_HEIGHT, StackPainter
from vortex_gui.console.memory.drawing.overlay import Limit, paint_limit, paint_marks
from vortex_gui.console.memory.kept.layers import OWN
from vortex_gui.console.memory.kept.max_buckets import Columns, Span
from vortex_gui.console.state.workers.memory_samples import MemoryMark

LEAST_WIDTH = 8
TITLE = 16
FOOT = 13
TALL_FROM = 96
"""From this height of the plot on it has a lane for each stage, the words of the limits, and the time."""
ABOVE_SMALL, ABOVE_TALL = 6, 18
"""Points above the hard limit: room for the marks, in a tall plot also for the limit's words."""
A_MARK = 14
"""Points that a mark needs; where they are closer they shrink to ticks."""


@dataclass(frozen=True)
class SmallDrawing:
    """What is drawn. `names` and `figures` are the fullest wording first; `tone` is that of the figure.

    `ends` says the moments of the left and the right edge.
    """

    names: tuple[str, ...]
    figures: tuple[str, ...]
    tone: str
    columns: Columns
    span: Span
    hard_bytes: int | None
    limits: tuple[Limit, ...]
    marks: Sequence[MemoryMark]
    ends: tuple[str, str]
    hint: str = ""


@dataclass
class SmallGraph:
    """Keeps its last picture, so that a repaint of the window draws nothing anew."""

    picture: QImage = field(default_factory=QImage)
    _painter: StackPainter = field(default_factory=StackPainter)

    def restyle(self) -> None:
        """Takes the theme's colours with the next drawing."""
        self._painter.restyle()

    def draw(self, drawing: SmallDrawing, size: QSize, ratio: float) -> None:
        """Draws the picture, `size` in points; a place without room has none."""
        if size.width() < LEAST_WIDTH or size.height() < 1:
            self.picture = QImage()
            return
        self.picture = QImage(size * ratio, QImage.Format.Format_RGB32)
        self.picture.setDevicePixelRatio(ratio)
        self.picture.fill(theme.current().panel)
        painter = QPainter(self.picture)
        box = QRectF(0, 0, size.width(), size.height())
        self._paint_title(painter, QRectF(5, 1, box.width() - 10, TITLE), drawing)
        self._paint_plot(painter, box.adjusted(1, TITLE, -1, -1), drawing)
        painter.end()

    def _paint_title(self, painter: QPainter, box: QRectF, drawing: SmallDrawing) -> None:
        """The name at the left, the figure at the right; where both have no room the figure is shortened."""
        tones, middle = theme.current(), Qt.AlignmentFlag.AlignVCenter
        painter.setFont(theme.ui_font(8, bold=True))
        width_of = painter.fontMetrics().horizontalAdvance
        pairs = [f"{name}  {figure}" for name in drawing.names for figure in (*drawing.figures, "")]
        shown = longest_that_fits(pairs, width_of, box.width())
        name, _, figure = shown.partition("  ")
        painter.setPen(tones.text)
        painter.drawText(box, int(middle | Qt.AlignmentFlag.AlignLeft), name)
        painter.setPen(getattr(tones, drawing.tone))
        painter.drawText(box, int(middle | Qt.AlignmentFlag.AlignRight), figure)

    def _paint_plot(self, painter: QPainter, box: QRectF, drawing: SmallDrawing) -> None:
        is_tall = box.height() >= TALL_FROM
        lanes = STRIP_HEIGHT if is_tall else LANE_HEIGHT + 2
        plot = box.adjusted(0, 0, 0, -lanes - (FOOT if is_tall else 0))
        if plot.height() < 2:
            return
        columns, below = drawing.columns, QPointF(plot.left(), plot.bottom() + 2)
        top = top_of(drawing, plot.height(), ABOVE_TALL if is_tall else ABOVE_SMALL)
        self._painter.paint(painter, plot, columns, OWN, top)
        paint = self._painter.paint_lanes if is_tall else self._painter.paint_lane
        paint(painter, below, plot.width(), columns.bits)
        painter.setClipRect(plot)
        crowd = round(plot.width() / A_MARK)
        first, seconds = float(columns.starts[0]), drawing.span.seconds
        paint_marks(painter, plot, drawing.marks, first, seconds, crowd if plot.height() > 40 else 0)
        for limit in drawing.limits:
            paint_limit(painter, plot, limit, top, (limit.short,) if is_tall else ())
        painter.setClipping(False)
        painter.setPen(theme.current().muted)
        if drawing.hint:
            painter.setFont(theme.ui_font(8.5 if is_tall else 8))
            painter.drawText(plot, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, drawing.hint)
        if is_tall:
            self._paint_ends(
                painter, QRectF(plot.left() + 4, box.bottom() - FOOT, plot.width() - 8, FOOT), drawing
            )

    def _paint_ends(self, painter: QPainter, box: QRectF, drawing: SmallDrawing) -> None:
        painter.setFont(theme.ui_font(7.5))
        for text, side in zip(
            drawing.ends, (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight), strict=True
        ):
            painter.drawText(box, int(side | Qt.AlignmentFlag.AlignVCenter), text)


def top_of(drawing: SmallDrawing, height: float, above: float) -> float:
    """The upper border in bytes: so many points above the worker's own limit, and above all that it used."""
    hard = (drawing.hard_bytes or 0) / (1 - above / max(2 * above, height))
    own = np.nansum(drawing.columns.values[:OWN], axis=0)
    return max(hard, float(own.max(initial=0)) * 1.08) or GB
