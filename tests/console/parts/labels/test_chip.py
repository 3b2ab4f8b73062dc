"""A chip shows its word whole where there is room, and nothing while it has none."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from vortex_gui.console.look import theme
from vortex_gui.console.parts.labels.chip import HEIGHT, Chip, chip_width, paint_chip


def test_chip_takes_the_room_that_its_text_needs(qtbot: QtBot) -> None:
    chip = Chip()
    qtbot.addWidget(chip)
    assert not chip.isVisible()
    chip.show_text("every 2nd frame", "down", "warn", "Made on a lower rung")
    assert chip.isVisible()
    assert chip.sizeHint().width() >= chip_width("every 2nd frame") - 1
    assert chip.accessibleName() == "Made on a lower rung"
    chip.show_text("")
    assert not chip.isVisible()


def test_chip_is_painted_in_its_colour_and_within_its_box() -> None:
    image = QImage(300, HEIGHT, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(theme.current().panel)
    painter = QPainter(image)
    paint_chip(painter, QRectF(0, 0, 60, HEIGHT), "a word that is far too long", "down", QColor("#ff0000"))
    painter.end()
    assert image.pixelColor(30, 1) != theme.current().panel
    assert all(image.pixelColor(x, HEIGHT // 2) == theme.current().panel for x in range(62, 300))
