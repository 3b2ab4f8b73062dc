"""Captions drawn over a picture: readable, inside it, as small as they have to be."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from vortex_gui.console.preview.screen.caption_paint import paint_caption


def painted(text: str, width: int, height: int) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#808080"))
    painter = QPainter(image)
    paint_caption(painter, QRectF(image.rect()), text)
    painter.end()
    return image


def changed(image: QImage) -> list[tuple[int, int]]:
    return [
        (x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).name() != "#808080"
    ]


@pytest.mark.parametrize("text", ["Good evening.", "A first line of forty-two characters here\nand a second"])
@pytest.mark.parametrize(("width", "height"), [(160, 140), (300, 300), (500, 280)])
def test_lines_lie_in_the_lower_part_of_the_picture(qtbot: QtBot, text: str, width: int, height: int) -> None:
    places = changed(painted(text, width, height))
    assert places
    assert min(y for _, y in places) > height / 2
    assert max(y for _, y in places) < height * 0.97
    left, right = min(x for x, _ in places), max(x for x, _ in places)
    assert abs((left + right) / 2 - width / 2) <= 1.5
