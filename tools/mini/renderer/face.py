"""Eyes, brows, mouth and nose at a pose."""

from __future__ import annotations

from PySide6.QtGui import QColor

from tools.mini.renderer.geometry import (
    BROWS,
    EYES,
    LENSES,
    MASK,
    MOUTH,
    MOUTH_Y,
    NOSE,
    NOSE_Y,
    brow_y,
    eye_places,
    lid_edges,
    mouth_shape,
)
from tools.mini.renderer.hair import Hair
from tools.mini.renderer.layers import OUTLINE, OUTLINE_WIDTH, Layers
from tools.mini.renderer.outlines import box, ellipse, mouth_path, segment
from tools.mini.renderer.pose import Pose
from tools.mini.renderer.presenter import SKINS, Presenter


class Face:
    """Paints one presenter's face at one pose."""

    def __init__(self, layers: Layers, presenter: Presenter, pose: Pose, hair: Hair) -> None:
        self.layers = layers
        self.presenter = presenter
        self.pose = pose
        self.hair = hair
        self.skin = QColor(SKINS[presenter.skin])

    def paint(self) -> None:
        """From the eyes to the nose, each on its layer; a moustache lies below the nose."""
        self.layers.at(EYES)
        for x, y, radius in eye_places(self.presenter):
            self._eye(x, y, radius)
        self.layers.at(BROWS)
        self._brows()
        if self.presenter.beard == "beard":
            self.layers.at(MASK)
            self.layers.fill(ellipse(0, MOUTH_Y + 2, 30, 15), self.skin, outline=0)
        self.layers.at(MOUTH)
        self._mouth()
        if self.presenter.beard == "moustache":
            self.layers.at(LENSES)
            self.hair.paint_moustache()
        self.layers.at(NOSE)
        self.layers.fill(ellipse(0, NOSE_Y, 7.5, 6), self.skin.darker(116), outline=3.5)

    def _eye(self, x: float, y: float, radius: float) -> None:
        ball = ellipse(x, y, radius, radius)
        self.layers.fill(ball, QColor("#ffffff"), outline=0)
        with self.layers.clipped(ball):
            px, py = x + self.pose.gaze_x * radius * 0.45, y + 1 + self.pose.gaze_y * radius * 0.45
            self.layers.fill(ellipse(px, py, radius * 0.5, radius * 0.5), OUTLINE, outline=0)
            self.layers.fill(
                ellipse(px - radius * 0.16, py - radius * 0.18, radius * 0.17, radius * 0.17),
                QColor("#ffffff"),
                0,
            )
            if self.pose.blink > 0.01:
                upper, lower = lid_edges(radius, self.pose.blink)
                above = box(x - radius, y - radius - 4, 2 * radius, upper + radius + 4, 0)
                below = box(x - radius, y + lower, 2 * radius, radius - lower + 4, 0)
                self.layers.fill(above, self.skin.darker(112), outline=0)
                self.layers.fill(below, self.skin.darker(112), outline=0)
                self.layers.line(segment(x - radius, y + upper, x + radius, y + upper), OUTLINE, 4.5)
        self.layers.line(ball, OUTLINE, OUTLINE_WIDTH)

    def _brows(self) -> None:
        y = brow_y(self.presenter, self.pose)
        slant = 4.0 * max(-self.pose.brow, 0.0)
        if self.presenter.eyes == "one":
            self.layers.line(segment(-15, y, 15, y), OUTLINE, 6.0)
            return
        for side in (-1, 1):
            x, _, radius = eye_places(self.presenter)[0 if side < 0 else 1]
            inner, outer = x - side * radius * 0.6, x + side * radius * 0.85
            self.layers.line(segment(inner, y - slant, outer, y + slant), OUTLINE, 5.5)

    def _mouth(self) -> None:
        shape = mouth_shape(self.pose)
        path = mouth_path(shape, MOUTH_Y)
        if shape.bottom_y - shape.top_y < 1.5:
            self.layers.line(path, OUTLINE, 5.0)
            return
        self.layers.fill(path, QColor("#7a1420"), outline=0)
        with self.layers.clipped(path):
            tongue_y = MOUTH_Y + shape.bottom_y + 2
            self.layers.fill(ellipse(0, tongue_y, shape.half_width * 0.7, 9), QColor("#f0606c"), outline=0)
            # The teeth are what remains of the opening when it slides down by their height.
            bite = 1.0 + 7.0 * min(self.pose.mouth_open * 2, 1.0) * (1 - 0.6 * self.pose.mouth_round)
            teeth = path.subtracted(path.translated(0, bite))
            self.layers.fill(
                teeth.intersected(box(-40, MOUTH_Y - 40, 80, 40 + shape.bottom_y - 4, 0)),
                QColor("#ffffff"),
                0,
            )
        self.layers.line(path, OUTLINE, OUTLINE_WIDTH)
