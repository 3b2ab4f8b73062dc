"""The size of an exported picture."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from vortex_gui.console.memory.size_dialog import LEAST, MOST, SizeDialog


def test_sizes_stay_within_what_can_be_drawn(qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    dialog = SizeDialog(QSize(706, 330), owner)
    dialog.width_box.setValue(100_000)
    dialog.height_box.setValue(1)
    assert dialog.size_chosen() == QSize(MOST.width(), LEAST.height())
    dialog.sizes.setCurrentIndex(0)
    assert dialog.size_chosen() == QSize(706, 330)
