"""The middle of the window: presets at first, then the preview."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QPushButton,
)

from tests.console.asking import Asked
from tests.console.shell.running import run
from tests.narrowing import present
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.console.shell.main_window import MainWindow
from vortex_gui.console.shell.pages.welcome import WelcomePage
from vortex_gui.console.state.console_state import ConsoleState


def test_first_run_offers_presets_that_generate_at_once(
    window: MainWindow, asked: Asked, state: ConsoleState, recipe: Recipe
) -> None:
    assert present(window.findChild(WelcomePage)).isVisible()
    offer = present(window.findChild(WelcomePage)).findChildren(QPushButton, "offer")[0]
    QTest.mouseClick(offer, Qt.MouseButton.LeftButton)
    assert asked.calls[-1][0] == "generate"
    run(state, recipe, 1)
    assert not present(window.findChild(WelcomePage)).isVisible()
    assert window.preview.isVisible()


def test_the_keyboard_of_the_centre_is_the_pictures_once_there_is_a_slot(
    window: MainWindow, state: ConsoleState, recipe: Recipe
) -> None:
    run(state, recipe, 1)
    assert present(window.centralWidget()).focusProxy() is window.preview
