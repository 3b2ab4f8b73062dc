"""Painting on one layer of the turned head at a time, or on the canvas behind them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QTransform

from tools.mini.renderer.geometry import PIVOT, rotation_matrix
from tools.mini.renderer.pose import Pose

OUTLINE = QColor("#1d1a24")
OUTLINE_WIDTH = 4.0


class Layers:
    """Fills and strokes paths on the layer chosen last; begins on the canvas."""

    def __init__(self, painter: QPainter, pose: Pose) -> None:
        self.painter = painter
        self.canvas = painter.transform()
        self.turn = rotation_matrix(pose) * pose.zoom

    def to_canvas(self) -> None:
        """Paint from here on behind all layers, on what never turns."""
        self.painter.setTransform(self.canvas)

    def at(self, depth: float) -> None:
        """Paint from here on in head space on the layer at this depth."""
        m = self.turn
        x, y = PIVOT[0] + depth * m[2, 0], PIVOT[1] + depth * m[2, 1]
        layer = QTransform(m[0, 0], m[0, 1], m[1, 0], m[1, 1], x, y)
        self.painter.setTransform(layer * self.canvas)

    @contextmanager
    def clipped(self, path: QPainterPath) -> Iterator[None]:
        """Paint only inside the path."""
        self.painter.save()
        self.painter.setClipPath(path)
        try:
            yield
        finally:
            self.painter.restore()

    def fill(self, path: QPainterPath, colour: QColor, outline: float = OUTLINE_WIDTH) -> None:
        pen = QPen(
            OUTLINE, outline, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        )
        self.painter.setPen(pen if outline else Qt.PenStyle.NoPen)
        self.painter.setBrush(colour)
        self.painter.drawPath(path)

    def line(self, path: QPainterPath, colour: QColor, width: float) -> None:
        pen = QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        self.painter.setPen(pen)
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.drawPath(path)
