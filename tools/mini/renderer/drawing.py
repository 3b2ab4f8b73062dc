"""The picture of a presenter, painted layer over layer from back to front.

Public names
    draw(presenter, pose=None, size=256) -> uint8 (size, size, 3), RGB
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath

from tools.mini.renderer.face import Face
from tools.mini.renderer.geometry import BACK_HAIR, CANVAS, EARS, HAIR, HEAD
from tools.mini.renderer.hair import Hair
from tools.mini.renderer.layers import Layers
from tools.mini.renderer.outlines import box, ellipse, head_path, polygon
from tools.mini.renderer.pose import Pose, rest_pose
from tools.mini.renderer.presenter import BACKGROUNDS, HEADS, SKINS, SUITS, TIES, Presenter
from tools.mini.renderer.worn import Worn


def draw(presenter: Presenter, pose: Pose | None = None, size: int = CANVAS) -> npt.NDArray[np.uint8]:
    """The picture as uint8 (size, size, 3), RGB; without a pose the presenter rests in its mood."""
    image = QImage(size, size, QImage.Format.Format_RGB888)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(size / CANVAS, size / CANVAS)
    pose = pose or rest_pose(presenter)
    _paint(Layers(painter, pose), presenter, pose)
    painter.end()
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(size, image.bytesPerLine())
    return rows[:, : size * 3].reshape(size, size, 3).copy()


def _paint(layers: Layers, presenter: Presenter, pose: Pose) -> None:
    hair = Hair(layers, presenter)
    _background(layers, presenter)
    layers.at(BACK_HAIR)
    hair.paint_back()
    layers.to_canvas()
    _body(layers, presenter)
    layers.at(EARS)
    _ears(layers, presenter)
    layers.at(HEAD)
    layers.fill(head_path(presenter.head), QColor(SKINS[presenter.skin]))
    if presenter.beard == "beard":
        hair.paint_beard()
    layers.at(HAIR)
    hair.paint_front()
    Face(layers, presenter, pose, hair).paint()
    Worn(layers, presenter).paint()


def _background(layers: Layers, presenter: Presenter) -> None:
    colour = QColor(BACKGROUNDS[presenter.background])
    layers.painter.fillRect(QRectF(0, 0, CANVAS, CANVAS), colour)
    layers.fill(ellipse(128, 112, 108, 108), colour.darker(130), outline=0)
    layers.fill(ellipse(128, 112, 98, 98), colour.lighter(120), outline=0)


def _body(layers: Layers, presenter: Presenter) -> None:
    skin, suit = QColor(SKINS[presenter.skin]), QColor(SUITS[presenter.suit])
    layers.fill(box(110, 150, 36, 46, 4), skin.darker(118))
    shoulders = QPainterPath(QPointF(14, 262))
    shoulders.cubicTo(18, 214, 44, 198, 100, 188)
    shoulders.lineTo(156, 188)
    shoulders.cubicTo(212, 198, 238, 214, 242, 262)
    shoulders.closeSubpath()
    layers.fill(shoulders, suit)
    layers.fill(polygon((104, 186), (152, 186), (128, 250)), QColor("#ffffff"))
    tie = QColor(TIES[presenter.tie])
    layers.fill(polygon((118, 206), (138, 206), (142, 240), (128, 256), (114, 240)), tie)
    layers.fill(polygon((116, 194), (140, 194), (135, 208), (121, 208)), tie)
    lapel = suit.darker(128)
    layers.fill(polygon((103, 184), (86, 196), (92, 220), (127, 258), (127, 250)), lapel)
    layers.fill(polygon((153, 184), (170, 196), (164, 220), (129, 258), (129, 250)), lapel)


def _ears(layers: Layers, presenter: Presenter) -> None:
    half_width, jaw, _ = HEADS[presenter.head]
    reach = (half_width + jaw) / 2 + 3
    for side in (-1, 1):
        layers.fill(ellipse(side * reach, 2, 9, 12), QColor(SKINS[presenter.skin]).darker(108))
        if presenter.accessory == "earrings":
            layers.fill(ellipse(side * (reach + 2), 22, 8, 8), QColor("#ffc928"), outline=3.5)
