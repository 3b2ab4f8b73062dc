"""The window's dialogs open once and look like the window."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QDialogButtonBox,
)
from pytestqt.qtbot import QtBot

from vortex_gui.console.shell.main_window import MainWindow


def test_text_of_a_spin_box_does_not_touch_its_frame(window: MainWindow, qtbot: QtBot) -> None:
    boxes = window.findChildren(QAbstractSpinBox)
    assert len(boxes) >= 5
    for box in boxes:
        line = box.lineEdit()
        assert line.x() + line.textMargins().left() >= 5, box.accessibleName()


def test_buttons_of_dialogs_have_no_icons_of_another_theme(window: MainWindow, qtbot: QtBot) -> None:
    window.own_actions.keys.trigger()
    (box,) = window.findChildren(QDialogButtonBox)
    assert all(button.icon().isNull() for button in box.buttons())
    box.window().close()
