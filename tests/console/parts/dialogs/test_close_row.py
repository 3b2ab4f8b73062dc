"""A dialog's Close button says so and closes the dialog."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QVBoxLayout
from pytestqt.qtbot import QtBot

from vortex_gui.console.parts.dialogs.close_row import close_row


def test_the_button_closes_the_dialog(qtbot: QtBot) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    row = close_row(dialog)
    QVBoxLayout(dialog).addWidget(row)
    dialog.open()
    (button,) = row.buttons()
    assert button.text() == "Close"
    button.click()
    assert not dialog.isVisible()
