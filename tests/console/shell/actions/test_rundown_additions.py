"""The window puts the chosen slots, the form's recipe and presets into the rundown."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from tests.console.rows import put
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.console.recipe.draft.presets import preset_paths
from vortex_gui.console.rundown.view import RundownView
from vortex_gui.console.shell.actions.rundown_additions import RundownAdditions
from vortex_gui.console.shell.main_window import MainWindow
from vortex_gui.console.slots.view import SlotsView
from vortex_gui.console.state.console_state import ConsoleState

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def test_chosen_slots_are_added_by_their_key(
    window: MainWindow, state: ConsoleState, asked: Asked, qtbot: QtBot
) -> None:
    actions = window.own_actions.additions
    assert isinstance(actions, RundownAdditions)
    assert "Choose a slot first." in actions.add_slots.toolTip()
    for slot_id in (1, 2):
        put(state, slot_id)
    state.slots.set_queue((1, 2), paused=False)
    view = window.dock("slots").widget().findChild(SlotsView)
    view = view if view is not None else window.findChild(SlotsView)
    assert view is not None
    view.model.rearrange()
    view.table.selectAll()
    qtbot.keyClick(view.table, Qt.Key.Key_A, CTRL_SHIFT)
    assert asked.calls[-1] == ("add_slots", [1, 2])


def test_recipe_of_the_form_is_added_unless_it_has_faults(
    window: MainWindow, asked: Asked, recipe: Recipe
) -> None:
    actions = window.own_actions.additions
    window.form.set_recipe(recipe)
    actions.add_recipe.trigger()
    assert asked.calls[-1][0] == "add_recipe"
    window.form.editors.script.setPlainText("")
    assert not actions.add_recipe.isEnabled()
    assert "script" in actions.add_recipe.toolTip()


def test_presets_are_added_from_the_menu(window: MainWindow, asked: Asked) -> None:
    actions = window.own_actions.additions
    assert len(actions.presets.actions()) == len(preset_paths())
    actions.presets.actions()[1].trigger()
    assert asked.calls[-1] == ("add_files", (preset_paths()[1],))
    panel = window.findChild(RundownView)
    assert panel is not None
    assert actions.presets.menuAction() in panel.add_menu.actions()


def test_dock_comes_up_by_its_key(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_8, Qt.KeyboardModifier.AltModifier)
    panel = window.findChild(RundownView)
    assert panel is not None
    assert panel.isVisible()
    assert panel.isAncestorOf(window.focusWidget())
