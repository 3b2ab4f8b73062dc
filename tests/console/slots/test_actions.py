"""What can be done with the chosen slots, by keys and menu."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, Qt
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from tests.console.slots.table import HISTORY, row
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.base.recipe.recipe_files import ActorSource
from vortex_gui.console.slots.actions import MOST
from vortex_gui.console.slots.view import SlotsView
from vortex_gui.console.state.console_state import ConsoleState


def test_actions_are_disabled_with_a_reason(view: SlotsView) -> None:
    actions = {action.text(): action for action in view.actions_for_slots.all()}
    assert not actions["Cancel"].isEnabled()
    assert "Choose a slot first." in actions["Cancel"].toolTip()
    view.table.selectRow(4)
    assert not actions["Cancel"].isEnabled()
    assert "already finished" in actions["Cancel"].toolTip()
    assert "None of the chosen slots is queued" in actions["Move to front"].toolTip()
    assert actions["Retry"].isEnabled()
    view.table.selectRow(1)
    assert actions["Cancel"].isEnabled()
    assert not actions["Retry"].isEnabled()
    assert "not finished yet" in actions["Retry"].toolTip()
    assert "no files" in actions["Open folder"].toolTip()


def test_context_menu_tells_why_an_action_is_disabled(view: SlotsView) -> None:
    view.table.selectRow(1)
    menu = view._menu()
    reasons = {action.text(): action.toolTip() for action in menu.actions() if not action.isEnabled()}
    assert menu.toolTipsVisible()
    assert "not finished yet" in reasons["Retry"]


def test_key_that_moves_a_slot_never_moves_the_choice(view: SlotsView, qtbot: QtBot) -> None:
    view.table.selectRow(0)  # it runs, so there is nothing to move
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_Up):
        qtbot.keyClick(view.table, key, Qt.KeyboardModifier.AltModifier)
    assert view.table.currentIndex().row() == 0
    qtbot.keyClick(view.table, Qt.Key.Key_Down)
    assert view.table.currentIndex().row() == 1


def test_keys_move_a_waiting_slot(view: SlotsView, asked: Asked, qtbot: QtBot) -> None:
    view.table.selectRow(2)
    actions = {action.text(): action for action in view.actions_for_slots.all()}
    actions["Move up"].trigger()
    actions["Move down"].trigger()
    actions["Move to front"].trigger()
    moves = [call for call in asked.calls if call[0] == "move"]
    assert moves == [("move", 200_002, 0), ("move", 200_002, 2), ("move", 200_002, 0)]


def test_history_of_another_console_can_be_read_but_not_changed(view: SlotsView, state: ConsoleState) -> None:
    view.table.selectRow(4)
    state.set_read_only(True)
    actions = {action.text(): action for action in view.actions_for_slots.all()}
    assert "Another console" in actions["Retry"].toolTip()
    assert actions["Open folder"].isEnabled()
    assert actions["Load recipe into the form"].isEnabled()


def test_the_presenter_of_a_finished_slot_can_be_kept(
    view: SlotsView, state: ConsoleState, asked: Asked, recipe: Recipe
) -> None:
    keep = next(a for a in view.actions_for_slots.all() if a.text() == "Keep this presenter")
    view.table.selectRow(1)
    assert not keep.isEnabled()
    assert "It has no files." in keep.toolTip()
    view.table.selectRow(4)
    slot_id, prompt = view.chosen_rows()[0].slot_id, recipe.visual_track.prompt
    keep.trigger()
    elsewhere = f"/nowhere/slot-{slot_id:06d}/actor.png"
    assert asked.calls[-1] == ("keep_presenter", ActorSource(path=elsewhere), prompt)
    folders = state.settings.folders.model_copy(update={"output": "/nowhere"})
    state.set_settings(state.settings.model_copy(update={"folders": folders}))
    keep.trigger()
    assert asked.calls[-1] == ("keep_presenter", ActorSource(slot=slot_id), prompt)


def test_delete_cancels_all_chosen_live_slots(view: SlotsView, asked: Asked, qtbot: QtBot) -> None:
    view.table.setFocus()
    view.table.selectRow(0)
    qtbot.keyClick(view.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    actions = {action.text(): action for action in view.actions_for_slots.all()}
    actions["Cancel"].trigger()
    assert asked.calls[-1] == ("cancel_all", (200_001, 200_003))


def test_several_chosen_slots_are_one_request(view: SlotsView, state: ConsoleState, asked: Asked) -> None:
    actions = {action.text(): action for action in view.actions_for_slots.all()}
    select(view, 4, 5)
    actions["Retry"].trigger()
    assert asked.calls[-1] == ("retry_all", (HISTORY, HISTORY - 1))
    actions["Duplicate"].trigger()
    assert asked.calls[-1] == ("duplicate_all", (HISTORY, HISTORY - 1))
    asked.calls.clear()
    select(view, 2, 3)
    actions["Move up"].trigger()
    select(view, 1, 3)
    actions["Move down"].trigger()
    actions["Move to front"].trigger()
    assert asked.calls == [
        ("move_all", (200_002, 200_004), 0),
        ("move_all", (200_003, 200_004), 1),
        ("move_all", (200_003, 200_004), 0),
    ]


def select(view: SlotsView, *rows: int) -> None:
    view.table.clearSelection()
    chooser, flags = view.table.selectionModel(), QItemSelectionModel.SelectionFlag
    for place in rows:
        chooser.select(view.model.index(place, 0), flags.Select | flags.Rows)


def test_a_selection_of_any_size_is_cancelled_by_one_request(
    view: SlotsView, state: ConsoleState, asked: Asked, recipe: Recipe
) -> None:
    waiting = tuple(range(300_000, 300_000 + MOST + 700))
    state.slots.put_rows([(row(recipe, number, "queued"), None) for number in waiting])
    state.slots.set_queue(waiting, paused=False)
    view.model.rearrange()
    view.table.selectAll()
    actions = {action.text(): action for action in view.actions_for_slots.all()}
    assert actions["Cancel"].isEnabled()
    assert actions["Move to front"].isEnabled()
    assert not actions["Duplicate"].isEnabled()
    actions["Cancel"].trigger()
    assert asked.calls[-1] == ("cancel_all", (200_001, *waiting))
