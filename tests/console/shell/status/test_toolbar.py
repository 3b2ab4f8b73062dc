"""The toolbar has words where there is room."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QToolBar,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from tests.narrowing import present
from vortex_gui.console.shell.main_window import MainWindow


def test_window_that_was_narrow_and_is_wide_again_has_its_whole_toolbar(
    window: MainWindow, qtbot: QtBot
) -> None:
    bar = present(window.findChild(QToolBar, "toolbar"))
    widgets = [bar.widgetForAction(action) for action in bar.actions() if action.text()]
    buttons = [widget for widget in widgets if isinstance(widget, QToolButton)]
    assert len(buttons) == len(widgets)
    window.resize(1400, 800)
    qtbot.waitUntil(lambda: window.width() == 1400)
    wide = [button.toolButtonStyle() for button in buttons]
    window.resize(1100, 700)
    qtbot.waitUntil(lambda: window.width() == 1100)
    assert {button.toolButtonStyle() for button in buttons} == {Qt.ToolButtonStyle.ToolButtonIconOnly}
    window.resize(1400, 800)
    qtbot.waitUntil(lambda: window.width() == 1400)
    assert [button.toolButtonStyle() for button in buttons] == wide
    assert len(set(wide)) == 2
    assert all(button.geometry().right() <= bar.width() for button in buttons)
