"""The page before the first slot: each of its presets is one press away."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from vortex_gui.console.shell.pages.welcome import WelcomePage


def test_each_preset_is_chosen_by_a_press(qtbot: QtBot) -> None:
    chosen: list[Path] = []
    page = WelcomePage(chosen.append)
    qtbot.addWidget(page)
    offers = page.findChildren(QPushButton, "offer")
    for offer in offers:
        qtbot.mouseClick(offer, Qt.MouseButton.LeftButton)
    assert len({path.name for path in chosen}) == len(offers) > 1
    assert all(path.is_file() for path in chosen)
