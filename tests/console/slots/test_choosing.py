"""The mouse chooses slots; the window follows each choice at once, as it does under the controller."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from vortex_gui.console.slots.columns import Column
from vortex_gui.console.slots.view import SlotsView
from vortex_gui.console.state.console_state import ConsoleState

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def followed(
    view: SlotsView, state: ConsoleState, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> SlotsView:
    monkeypatch.setattr(asked, "select", state.selection.select, raising=False)
    return view


def press(
    qtbot: QtBot, view: SlotsView, place: int, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> list[int]:
    """Clicks a row; the slots that are chosen then."""
    cell = view.table.visualRect(view.model.index(place, Column.STATE)).center()
    qtbot.mouseClick(view.table.viewport(), Qt.MouseButton.LeftButton, keys, cell)
    return [row.slot_id for row in view.chosen_rows()]


def test_control_click_adds_rows_and_takes_them_out(qtbot: QtBot, followed: SlotsView) -> None:
    assert press(qtbot, followed, 1) == [200_003]
    assert press(qtbot, followed, 3, CONTROL) == [200_003, 200_004]
    assert press(qtbot, followed, 5, CONTROL) == [200_003, 200_004, 99_999]
    assert press(qtbot, followed, 3, CONTROL) == [200_003, 99_999]
    followed.model.rearrange()
    assert [row.slot_id for row in followed.chosen_rows()] == [200_003, 99_999]
    assert press(qtbot, followed, 2) == [200_002]
    assert press(qtbot, followed, 4, SHIFT) == [200_002, 200_004, 100_000]


def test_slot_that_is_selected_elsewhere_is_chosen_alone(
    qtbot: QtBot, followed: SlotsView, state: ConsoleState
) -> None:
    press(qtbot, followed, 1)
    assert press(qtbot, followed, 1, CONTROL) == []
    state.selection.select(200_004)
    assert [row.slot_id for row in followed.chosen_rows()] == [200_004]
    state.selection.select(200_003)
    assert [row.slot_id for row in followed.chosen_rows()] == [200_003]
