"""What a presenter wears on the head."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainterPath

from tools.mini.renderer.geometry import EARS, HAIR, LENSES, eye_places
from tools.mini.renderer.layers import OUTLINE, Layers
from tools.mini.renderer.outlines import box, ellipse, segment
from tools.mini.renderer.presenter import HEADS, Presenter


class Worn:
    """Paints one presenter's accessory, but for the earrings, which hang on the ears."""

    def __init__(self, layers: Layers, presenter: Presenter) -> None:
        self.layers = layers
        self.presenter = presenter
        self.half_width, self.jaw, self.height = HEADS[presenter.head]

    def paint(self) -> None:
        """On the layer where the accessory sits."""
        match self.presenter.accessory:
            case "glasses":
                self.layers.at(LENSES)
                self._glasses()
            case "hat":
                self.layers.at(HAIR)
                self._hat()
            case "headphones":
                self.layers.at(EARS)
                self._headphones()

    def _glasses(self) -> None:
        glass, frame = QColor(170, 220, 255, 70), QColor("#17151d")
        places = eye_places(self.presenter)
        lenses = [ellipse(x, y, radius + 4, radius + 4) for x, y, radius in places]
        for lens in lenses:
            self.layers.fill(lens, glass, outline=0)
            self.layers.line(lens, frame, 6.0)
        outer, y, radius = places[0][0], places[0][1], places[0][2] + 4
        reach = self.half_width - 1
        for side in (-1, 1):
            self.layers.line(segment(side * (abs(outer) + radius), y, side * reach, y - 4), frame, 5.0)
        if len(places) > 1:
            self.layers.line(segment(outer + radius, y - 2, -outer - radius, y - 2), frame, 5.0)

    def _hat(self) -> None:
        base = -self.height + 9
        felt = QColor("#463a5c")
        self.layers.fill(box(-36, base - 46, 72, 48, 6), felt)
        self.layers.fill(box(-36, base - 14, 72, 12, 0), QColor("#e2413f"), outline=3.0)
        self.layers.fill(box(-58, base - 5, 116, 12, 6), felt)

    def _headphones(self) -> None:
        reach = (self.half_width + self.jaw) / 2 + 6
        top = -self.height - 12
        band = QPainterPath(QPointF(-reach, -6))
        band.cubicTo(-reach, top - 12, reach, top - 12, reach, -6)
        self.layers.line(band, OUTLINE, 12.0)
        self.layers.line(band, QColor("#c9ccd6"), 5.0)
        for side in (-1, 1):
            self.layers.fill(box(side * reach - 10, -16, 20, 38, 9), QColor("#ff5a36"))
