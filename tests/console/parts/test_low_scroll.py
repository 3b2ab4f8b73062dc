"""A panel that is too high for its place is scrolled; where it fits it is its own size."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from vortex_gui.console.parts.low_scroll import LEAST_HEIGHT, LowScroll


def test_a_high_panel_scrolls_and_a_roomy_place_shows_it_whole(qtbot: QtBot) -> None:
    panel = QLabel("high")
    panel.setMinimumSize(200, 400)
    scroll = LowScroll(panel)
    qtbot.addWidget(scroll)
    scroll.show()
    assert scroll.minimumSizeHint().height() == LEAST_HEIGHT
    assert scroll.minimumSizeHint().width() >= 200
    scroll.resize(scroll.minimumSizeHint())
    qtbot.waitUntil(lambda: scroll.verticalScrollBar().maximum() > 300)
    assert panel.width() >= 200, "nothing is cut at the side"
    scroll.resize(300, 500)
    qtbot.waitUntil(lambda: scroll.verticalScrollBar().maximum() == 0)
    assert panel.height() == scroll.viewport().height()


def test_the_keyboard_goes_to_the_panel(qtbot: QtBot) -> None:
    panel = QLabel("panel")
    scroll = LowScroll(panel)
    qtbot.addWidget(scroll)
    assert scroll.focusProxy() is panel
