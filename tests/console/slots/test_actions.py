"""What can be done with the chosen slots, by keys and menu."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
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


def test_delete_cancels_all_chosen_live_slots(view: SlotsView, asked: Asked, qtbot: QtBot) -> None:
    view.table.setFocus()
    view.table.selectRow(0)
    qtbot.keyClick(view.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    actions = {action.text(): action for action in view.actions_for_slots.all()}
    actions["Cancel"].trigger()
    assert [call for call in asked.calls if call[0] == "cancel"] == [
        ("cancel", 200_001),
        ("cancel", 200_003),
    ]
