"""The play-list: recipe after recipe at its beat, never further behind than the queue allows."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from vortex_gui.console.recipe.play_list_dialog import PlayListDialog
from vortex_gui.console.recipe.presets import preset_paths
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.play_list import play_list

A, B = Path("a.yaml"), Path("b.yaml")


def test_dialog_starts_with_the_ticked_recipes_and_stops(
    qtbot: QtBot, state: ConsoleState, asked: Asked
) -> None:
    dialog = PlayListDialog(state, asked)
    dialog.show()
    dialog._list.item(0).setCheckState(Qt.CheckState.Unchecked)
    dialog._beat.setValue(12)
    dialog._toggle.click()
    assert asked.calls == [("start_play_list", tuple(preset_paths()[1:]), 12.0)]
    state.set_play_list(play_list(dialog.chosen(), 12, now=0))
    assert dialog._toggle.text() == "Stop"
    dialog._toggle.click()
    assert asked.calls[-1] == ("stop_play_list",)
    state.set_play_list(None)
    for row in range(dialog._list.count()):
        dialog._list.item(row).setCheckState(Qt.CheckState.Unchecked)
    assert not dialog._toggle.isEnabled()
    assert dialog._toggle.toolTip() == "Tick at least one recipe."
    dialog.close()


def test_dialog_opened_again_shows_what_plays(qtbot: QtBot, state: ConsoleState, asked: Asked) -> None:
    chosen = (preset_paths()[3], preset_paths()[1])
    state.set_play_list(play_list(chosen, 12, now=0))
    dialog = PlayListDialog(state, asked)
    dialog.show()
    assert dialog.chosen() == chosen
    assert dialog._beat.value() == 12
    assert dialog._list.count() == len(preset_paths())
    dialog.close()


def test_recipes_are_moved_with_the_keyboard(qtbot: QtBot, state: ConsoleState, asked: Asked) -> None:
    dialog = PlayListDialog(state, asked)
    with qtbot.waitActive(dialog):
        dialog.show()
    dialog._list.setFocus()
    dialog._list.setCurrentRow(0)
    qtbot.keyClick(dialog._list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    first, second = preset_paths()[:2]
    assert dialog.chosen()[:2] == (second, first)
    assert dialog._list.currentRow() == 1
    qtbot.keyClick(dialog._list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(dialog._list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert dialog.chosen() == tuple(preset_paths())
    dialog.close()


def test_rows_stay_where_they_are_seen_when_one_is_ticked(
    qtbot: QtBot, state: ConsoleState, asked: Asked
) -> None:
    dialog = PlayListDialog(state, asked)
    with qtbot.waitExposed(dialog):
        dialog.show()
    places = [dialog._list.visualItemRect(dialog._list.item(row)) for row in range(dialog._list.count())]
    dialog._list.item(2).setCheckState(Qt.CheckState.Unchecked)
    dialog._list.doItemsLayout()
    assert places == [
        dialog._list.visualItemRect(dialog._list.item(row)) for row in range(dialog._list.count())
    ]
    dialog.close()
