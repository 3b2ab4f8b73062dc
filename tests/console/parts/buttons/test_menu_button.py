"""A button with a menu lets its light go with the mouse."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from vortex_gui.console.parts.buttons.menu_button import give_menu
from vortex_gui.console.parts.buttons.tool_button import tool_button


def test_button_is_not_lit_after_the_mouse_went_away_over_its_menu(qtbot: QtBot) -> None:
    button = tool_button("copy", "Copy it")
    qtbot.addWidget(button)
    menu = QMenu(button)
    menu.addAction("One")
    give_menu(button, menu)
    button.show()
    QApplication.processEvents()  # the mouse may have been where the button appeared
    QCursor.setPos(button.mapToGlobal(QPoint(500, 500)))
    button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)  # as Qt leaves it
    menu.popup(QPoint(0, 0))
    menu.close()
    qtbot.waitUntil(lambda: not button.underMouse())
