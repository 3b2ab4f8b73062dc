"""Hair on the head and on the face, in the presenter's style and colour."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainterPath

from tools.mini.renderer.geometry import HEAD, NOSE_Y
from tools.mini.renderer.layers import OUTLINE, OUTLINE_WIDTH, Layers
from tools.mini.renderer.outlines import ellipse, head_path
from tools.mini.renderer.presenter import HAIR_COLOURS, HEADS, Presenter


class Hair:
    """Paints a presenter's hair, each part on the layer that its caller chose."""

    def __init__(self, layers: Layers, presenter: Presenter) -> None:
        self.layers = layers
        self.presenter = presenter
        self.colour = QColor(HAIR_COLOURS[presenter.hair_colour])
        self.head = head_path(presenter.head)
        self.half_width, self.jaw, self.height = HEADS[presenter.head]

    def paint_back(self) -> None:
        wide, top = max(self.half_width, self.jaw), -self.height
        match self.presenter.hair:
            case "long":
                drape = QPainterPath(QPointF(-wide - 16, 78))
                drape.cubicTo(-wide - 22, 0, -wide - 10, top - 10, 0, top - 12)
                drape.cubicTo(wide + 10, top - 10, wide + 22, 0, wide + 16, 78)
                drape.closeSubpath()
                self.layers.fill(drape, self.colour)
            case "curly":
                self._curls()
            case "mohawk":
                crest = QPainterPath(QPointF(-14, top + 20))
                crest.cubicTo(-20, top - 18, -8, top - 38, 6, top - 32)
                crest.cubicTo(16, top - 26, 18, top, 14, top + 20)
                crest.closeSubpath()
                self.layers.fill(crest, self.colour)
            case "bun":
                self.layers.fill(ellipse(0, top - 13, 19, 17), self.colour)
            case "spiky":
                self.layers.fill(self._spikes(), self.colour)

    def _curls(self) -> None:
        angles = np.linspace(np.pi * 0.98, np.pi * 2.02, 8)
        rx, ry = self.half_width + 4, self.height - 2
        rings = [(rx * np.cos(a), ry * np.sin(a)) for a in angles]
        rings = [(-rx - 4, 16.0), *rings, (rx + 4, 16.0)]
        for outline in (OUTLINE_WIDTH * 2, 0.0):
            for x, y in rings:
                self.layers.fill(ellipse(x, y, 16, 16), self.colour, outline=outline)

    def _spikes(self) -> QPainterPath:
        rx, top = self.half_width, -self.height
        spikes = QPainterPath(QPointF(-rx - 4, -14))
        for index in range(5):
            left = -rx + index * rx * 0.4
            angle = (index - 2) * 0.32
            spikes.lineTo(left + rx * 0.2 + 22 * np.sin(angle), top * np.cos(angle) - 22 * np.cos(angle))
            spikes.lineTo(left + rx * 0.4, top * np.cos(angle + 0.16) * 0.9)
        spikes.lineTo(rx + 4, -14)
        spikes.closeSubpath()
        return spikes

    def paint_front(self) -> None:
        """What lies on the forehead, and the head's outline again above it."""
        if self.presenter.hair == "bald":
            return
        with self.layers.clipped(self.head):
            self.layers.fill(self._fringe(), self.colour, outline=3.5)
        self.layers.at(HEAD)
        self.layers.line(self.head, OUTLINE, OUTLINE_WIDTH)

    def _fringe(self) -> QPainterPath:
        wide, top = self.half_width + 14, -self.height
        fringe = QPainterPath(QPointF(-wide, top - 10))
        match self.presenter.hair:
            case "mohawk":
                fringe = QPainterPath(QPointF(-14, top - 10))
                fringe.lineTo(-14, top + 12)
                fringe.cubicTo(-10, top + 24, 10, top + 24, 14, top + 12)
                fringe.lineTo(14, top - 10)
            case "bun" | "spiky":
                fringe.lineTo(-wide, top + 34)
                fringe.cubicTo(-wide * 0.5, top + 8, wide * 0.5, top + 8, wide, top + 34)
                fringe.lineTo(wide, top - 10)
            case "long":
                fringe.lineTo(-wide, -8)
                fringe.cubicTo(-wide * 0.7, top + 26, -10, top + 22, 0, top + 10)
                fringe.cubicTo(10, top + 22, wide * 0.7, top + 26, wide, -8)
                fringe.lineTo(wide, top - 10)
            case _:
                fringe.lineTo(-wide, -10)
                fringe.lineTo(-self.half_width * 0.72, top + 24)
                fringe.cubicTo(-20, top + 12, 20, top + 28, self.half_width * 0.72, top + 18)
                fringe.lineTo(wide, -10)
                fringe.lineTo(wide, top - 10)
        fringe.closeSubpath()
        return fringe

    def paint_beard(self) -> None:
        with self.layers.clipped(self.head):
            wide = max(self.half_width, self.jaw) + 4
            beard = QPainterPath(QPointF(-wide, 6))
            beard.cubicTo(-wide * 0.6, 22, -24, 14, 0, 16)
            beard.cubicTo(24, 14, wide * 0.6, 22, wide, 6)
            beard.lineTo(wide, 80)
            beard.lineTo(-wide, 80)
            beard.closeSubpath()
            self.layers.fill(beard, self.colour, outline=3.0)
        self.layers.line(self.head, OUTLINE, OUTLINE_WIDTH)

    def paint_moustache(self) -> None:
        for side in (-1, 1):
            lobe = QPainterPath(QPointF(0, NOSE_Y + 3))
            lobe.cubicTo(side * 14, NOSE_Y - 1, side * 26, NOSE_Y + 6, side * 32, NOSE_Y + 1)
            lobe.cubicTo(side * 32, NOSE_Y + 16, side * 10, NOSE_Y + 18, 0, NOSE_Y + 11)
            lobe.closeSubpath()
            self.layers.fill(lobe, self.colour, outline=3.0)
