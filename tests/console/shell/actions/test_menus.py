"""Every action of the window is found in the menus."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from vortex_gui.base.settings.settings import ThemeName
from vortex_gui.console.shell.actions.menus import THEMES
from vortex_gui.console.shell.main_window import MainWindow
from vortex_gui.console.shell.pages.help import sheet_of


def entries(menu: QMenu) -> Iterator[QAction]:
    for action in menu.actions():
        below = action.menu()
        if isinstance(below, QMenu):
            yield from entries(below)
        elif not action.isSeparator():
            yield action


def all_entries(window: MainWindow) -> list[QAction]:
    menus = [action.menu() for action in window.menuBar().actions()]
    return [entry for menu in menus if isinstance(menu, QMenu) for entry in entries(menu)]


def test_every_action_with_a_key_is_in_a_menu(window: MainWindow) -> None:
    offered = set(map(id, all_entries(window)))
    own = window.own_actions
    for action in (*window.actions(), *own.for_slots.all(), own.worker.cancel, own.worker.restart):
        assert id(action) in offered, action.text()


def test_theme_chosen_in_the_menu_is_saved_with_the_settings(window: MainWindow, qtbot: QtBot) -> None:
    assert set(THEMES) == set(get_args(ThemeName))
    light = next(action for action in all_entries(window) if action.text() == THEMES["light"])
    with qtbot.waitSignal(window.settings_saved) as saved:
        light.trigger()
    assert saved.args is not None
    assert saved.args[0].console.theme == "light"


def test_every_key_of_the_window_stands_in_the_sheet(window: MainWindow) -> None:
    native = QKeySequence.SequenceFormat.NativeText
    told = {key for _, rows in sheet_of(window.menuBar()) for _, key in rows}
    keyed = {action.shortcut().toString(native) for action in window.findChildren(QAction)}
    assert keyed - {"", "Ctrl+C"} <= told  # copying needs no telling
