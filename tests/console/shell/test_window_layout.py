"""The window's size and the docks' first places fit the screen."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QApplication,
)

from tests.console.shell.running import run
from vortex_gui.base.recipe import Recipe
from vortex_gui.console.shell.main_window import MainWindow
from vortex_gui.console.shell.window_layout import within
from vortex_gui.console.state.console_state import ConsoleState


def test_window_fits_a_small_laptop_with_a_slot_in_view(
    window: MainWindow, state: ConsoleState, recipe: Recipe
) -> None:
    run(state, recipe, 1)
    state.selection.select(1)
    QApplication.processEvents()
    least = window.minimumSizeHint()
    assert least.width() <= 1024
    assert least.height() <= 680


def test_window_leaves_room_for_its_title_bar() -> None:
    screen = QSize(1600, 1000)
    assert within(QSize(1600, 1000), screen).height() <= 980
    assert within(QSize(800, 700), screen) == QSize(800, 700)


def test_reset_of_the_layout_does_not_make_the_window_grow(window: MainWindow) -> None:
    window.resize(1100, 700)
    QApplication.processEvents()
    window.own_actions.reset.trigger()
    QApplication.processEvents()
    assert (window.width(), window.height()) == (1100, 700)
