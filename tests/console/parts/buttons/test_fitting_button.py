"""A button gives up its icon, and then its words, where there is no room."""

from __future__ import annotations

from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from vortex_gui.console.look import icons
from vortex_gui.console.parts.buttons.fitting_button import LEAST_WIDTH, FittingButton


def picture(button: FittingButton, width: int) -> QImage:
    button.resize(width, button.sizeHint().height())
    return button.grab().toImage()


def test_narrow_button_shows_its_words_without_the_icon(qtbot: QtBot) -> None:
    plain, dressed = FittingButton("Warm up all"), FittingButton("Warm up all")
    for button in (plain, dressed):
        qtbot.addWidget(button)
    icons.dress(dressed, "warm")
    whole = dressed.sizeHint().width()
    assert picture(dressed, whole) != picture(plain, whole)
    narrow = plain.sizeHint().width() - 10
    assert picture(dressed, narrow) == picture(plain, narrow)
    assert dressed.minimumSizeHint().width() == LEAST_WIDTH < whole
