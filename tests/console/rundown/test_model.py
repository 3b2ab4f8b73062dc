"""Rows of the rundown are dragged to their place, and only they."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QModelIndex, Qt

from tests.console.rundown.conftest import Obeyed
from vortex_gui.console.rundown.model import MIME, STANDING_ROLE, RundownModel
from vortex_gui.console.rundown.table import RundownTable
from vortex_gui.console.rundown.view import RundownView
from vortex_gui.console.state.console_state import ConsoleState

MOVE = Qt.DropAction.MoveAction


def drop(model: RundownModel, rows: list[int], before: int) -> None:
    mime = model.mimeData([model.index(row, 0) for row in rows])
    assert model.canDropMimeData(mime, MOVE, before, 0, QModelIndex())
    assert not model.dropMimeData(mime, MOVE, before, 0, QModelIndex()), "the rows move by the state"


def test_dragged_rows_ask_for_their_place(view: RundownView, obeyed: Obeyed, state: ConsoleState) -> None:
    drop(view.model, [0], 3)
    assert [item.item_id for item in state.rundown.items] == [2, 3, 1, 4]
    drop(view.model, [3, 2], 0)
    assert [item.item_id for item in state.rundown.items] == [1, 4, 2, 3]
    drop(view.model, [0], -1)
    assert [item.item_id for item in state.rundown.items] == [4, 2, 3, 1]


def test_nothing_else_can_be_dropped(view: RundownView) -> None:
    mime = QMimeData()
    mime.setText("1")
    assert not view.model.canDropMimeData(mime, MOVE, 0, 0, QModelIndex())
    assert not view.model.dropMimeData(mime, MOVE, 0, 0, QModelIndex())
    assert view.model.mimeTypes() == [MIME]
    assert isinstance(view.table, RundownTable)


def test_row_on_air_is_its_own_standing(view: RundownView, state: ConsoleState) -> None:
    state.rundown.put(state.rundown.value.start(0))
    assert view.model.index(0, 0).data(STANDING_ROLE).item == state.rundown.current
    assert view.model.row_at(99) is None


def test_a_screen_reader_hears_column_and_value(view: RundownView) -> None:
    said = view.model.index(0, 1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Title: Slot 1"
