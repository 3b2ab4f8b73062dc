"""A widget stays above panels that come to the front."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from vortex_gui.console.shell.notices.on_top import OnTop


def test_a_panel_that_comes_to_the_front_goes_under_it(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    card, panel = QWidget(window), QWidget(window)
    for each in (card, panel):
        each.resize(50, 50)
    window.show()
    card.raise_()
    on_top = OnTop(card)
    panel.installEventFilter(on_top)
    panel.raise_()
    qtbot.waitUntil(lambda: window.childAt(QPoint(10, 10)) is card)
    assert on_top.parent() is card
