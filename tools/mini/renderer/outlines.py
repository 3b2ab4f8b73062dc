"""The closed and open lines that a presenter is drawn of, as Qt's paths."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from tools.mini.renderer.geometry import Mouth
from tools.mini.renderer.presenter import HEADS


def ellipse(x: float, y: float, rx: float, ry: float) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(x, y), rx, ry)
    return path


def box(x: float, y: float, width: float, height: float, radius: float) -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(x, y, width, height), radius, radius)
    return path


def polygon(*points: tuple[float, float]) -> QPainterPath:
    path = QPainterPath(QPointF(*points[0]))
    for point in points[1:]:
        path.lineTo(*point)
    path.closeSubpath()
    return path


def segment(x0: float, y0: float, x1: float, y1: float) -> QPainterPath:
    path = QPainterPath(QPointF(x0, y0))
    path.lineTo(x1, y1)
    return path


def head_path(head: str) -> QPainterPath:
    crown, jaw, height = HEADS[head]
    match head:
        case "square":
            return box(-crown, -height, 2 * crown, 2 * height, 16)
        case "pear":
            path = QPainterPath(QPointF(0, -height))
            path.cubicTo(crown * 0.9, -height, crown, -height * 0.5, crown + 4, -8)
            path.cubicTo(jaw + 2, 12, jaw + 6, height, 0, height)
            path.cubicTo(-jaw - 6, height, -jaw - 2, 12, -crown - 4, -8)
            path.cubicTo(-crown, -height * 0.5, -crown * 0.9, -height, 0, -height)
            return path
        case _:
            return ellipse(0, 0, crown, height)


def mouth_path(shape: Mouth, y: float) -> QPainterPath:
    reach = shape.half_width * shape.fullness
    # A cubic whose two inner points share a height passes a quarter of the corner's way from it.
    upper = y + (4 * shape.top_y - shape.corner_y) / 3
    lower = y + (4 * shape.bottom_y - shape.corner_y) / 3
    path = QPainterPath(QPointF(-shape.half_width, y + shape.corner_y))
    path.cubicTo(-reach, upper, reach, upper, shape.half_width, y + shape.corner_y)
    path.cubicTo(reach, lower, -reach, lower, -shape.half_width, y + shape.corner_y)
    path.closeSubpath()
    return path
