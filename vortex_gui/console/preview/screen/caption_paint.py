"""Draws the lines of a caption over a picture, each on a dark ground of its own."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from vortex_gui.console.look import theme

HEIGHT = 0.045
"""Of a line of letters, as a share of the picture's height."""
LEAST_POINTS = 7.0
FOOT = 0.05
"""Of the picture's height stays free below the lines."""
GROUND, LETTERS = QColor(7, 9, 12, 190), QColor("#ffffff")


def paint_caption(painter: QPainter, box: QRectF, text: str) -> None:
    """Draws one or two lines into the lower part of `box`; long ones are as small as the width asks."""
    lines = text.split("\n")
    font = theme.ui_font(LEAST_POINTS)
    font.setPixelSize(max(round(LEAST_POINTS), round(box.height() * HEIGHT)))
    widest = max(QFontMetricsF(font).horizontalAdvance(line) for line in lines)
    if widest > box.width() * 0.96:
        font.setPixelSize(max(round(LEAST_POINTS), int(font.pixelSize() * box.width() * 0.96 / widest)))
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    step = metrics.height() * 1.12
    top = box.bottom() - box.height() * FOOT - step * len(lines)
    for number, line in enumerate(lines):
        width = metrics.horizontalAdvance(line) + metrics.height() * 0.6
        ground = QRectF(0, top + number * step, width, step)
        ground.moveLeft(box.center().x() - width / 2)
        painter.fillRect(ground, GROUND)
        painter.setPen(LETTERS)
        painter.drawText(ground, Qt.AlignmentFlag.AlignCenter, line)
