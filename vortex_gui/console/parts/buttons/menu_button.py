"""Buttons that open a menu."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QMenu, QToolButton


def give_menu(button: QToolButton, menu: QMenu) -> None:
    """The button opens the menu at once when it is pressed."""
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setMenu(menu)
    watch_mouse(button, menu)


def watch_mouse(button: QToolButton, menu: QMenu) -> None:
    """The button is lit no longer than the mouse is over it.

    WORKAROUND: Qt tells a button nothing of a mouse that went away over the button's menu, so the button
    would stay lit until the mouse comes back.
    """
    menu.aboutToHide.connect(lambda: QTimer.singleShot(0, button, partial(_notice_mouse, button)))


def _notice_mouse(button: QToolButton) -> None:
    if not button.rect().contains(button.mapFromGlobal(QCursor.pos())):
        button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
        button.update()
