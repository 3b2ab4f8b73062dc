"""The toolbar has words where there is room."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QToolBar,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from tests.console.state.rundown.test_rundown import fixed, rundown
from tests.narrowing import present
from vortex_gui.console.shell.main_window import MainWindow
from vortex_gui.console.state.console_state import ConsoleState


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


def is_wide(window: MainWindow, width: int) -> bool:
    return window.width() == width


def test_beside_the_strip_generate_alone_keeps_its_words(
    window: MainWindow, state: ConsoleState, qtbot: QtBot
) -> None:
    bar, style = present(window.findChild(QToolBar, "toolbar")), Qt.ToolButtonStyle
    state.rundown.put(rundown(fixed(1)))
    generate, pause = (
        bar.widgetForAction(action)
        for action in (window.own_actions.generate, window.own_actions.worker.pause)
    )
    assert isinstance(generate, QToolButton)
    assert isinstance(pause, QToolButton)
    for width, words in ((1400, True), (1100, False), (1400, True)):
        window.resize(width, 800)
        qtbot.waitUntil(partial(is_wide, window, width))
        assert pause.toolButtonStyle() == style.ToolButtonIconOnly
        assert (generate.toolButtonStyle() == style.ToolButtonTextBesideIcon) is words
