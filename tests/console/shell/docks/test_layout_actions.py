"""Layouts are chosen, saved, renamed and deleted from the menu."""

from __future__ import annotations

from pathlib import Path

import shiboken6
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from tests.narrowing import present
from vortex_gui.console.shell.docks.layout_actions import LayoutActions
from vortex_gui.console.shell.layouts.name_dialog import NameDialog
from vortex_gui.console.shell.main_window import MainWindow
from vortex_gui.console.state.console_state import ConsoleState


def actions(window: MainWindow) -> LayoutActions:
    return window.own_actions.layouts


def name_it(window: MainWindow, qtbot: QtBot, name: str) -> None:
    dialog = present(window.findChild(NameDialog))
    dialog.line.clear()
    qtbot.keyClicks(dialog.line, name)
    dialog.accepting.click()
    QApplication.processEvents()


def test_the_layout_in_use_is_ticked(window: MainWindow) -> None:
    ready = actions(window).ready
    assert ready["operate"].isChecked()
    ready["review"].trigger()
    assert [name for name, action in ready.items() if action.isChecked()] == ["review"]


def test_an_own_layout_comes_back_as_it_was_saved_also_in_the_next_sitting(
    window: MainWindow, state: ConsoleState, asked: Asked, tmp_path: Path, qtbot: QtBot
) -> None:
    window.dock("memory").hide()
    actions(window).save.trigger()
    name_it(window, qtbot, "Night")
    assert actions(window).own["Night"].isChecked()
    actions(window).ready["operate"].trigger()
    assert not window.dock("memory").isHidden()
    actions(window).own["Night"].trigger()
    assert window.dock("memory").isHidden()
    window.leave()
    again = MainWindow(state, asked, tmp_path / "window.ini")
    assert list(actions(again).own) == ["Night"]
    assert actions(again).own["Night"].isChecked()
    assert again.dock("memory").isHidden()
    again.leave()
    again.deleteLater()


def test_the_line_behind_own_layouts_is_one_that_python_has_made(window: MainWindow, qtbot: QtBot) -> None:
    """Its hold on one that the menu had made was found gone, and no own layout came into the menu."""
    actions(window).save.trigger()
    name_it(window, qtbot, "Night")
    menu = present(window.findChild(QMenu, "layouts"))
    listed = [action.text() or shiboken6.createdByPython(action) for action in menu.actions()]
    assert listed[3:5] == ["Night", True]


def test_keyboard_is_in_the_window_whatever_layout_is_chosen(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(window.isActiveWindow)
    for name in ("review", "operate", "wide", "review"):
        window.dock("program").bring_up()
        qtbot.waitUntil(lambda: window.dock("program").isAncestorOf(present(QApplication.focusWidget())))
        actions(window).ready[name].trigger()
        focused = present(QApplication.focusWidget())
        assert focused.isVisible()
        assert window.isAncestorOf(focused)


def test_an_own_layout_is_renamed_and_deleted(window: MainWindow, qtbot: QtBot) -> None:
    made = actions(window)
    assert not made.rename.isEnabled()
    assert "own layouts first" in made.delete.toolTip()
    made.save.trigger()
    name_it(window, qtbot, "Night")
    made.rename.trigger()
    name_it(window, qtbot, "Dawn & dusk")
    assert list(made.own) == ["Dawn & dusk"]
    assert made.own["Dawn & dusk"].text() == "Dawn && dusk"
    made.delete.trigger()
    assert made.own == {}
    assert not made.delete.isEnabled()
