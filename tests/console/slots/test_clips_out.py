"""Finished clips leave the table: dragged to other programs, or as paths on the clipboard."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from tests.console.slots.table import row
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.console.parts.clip_drag import DraggedClips
from vortex_gui.console.parts.file_links import files_of
from vortex_gui.console.slots.model import MIME
from vortex_gui.console.slots.view import SlotsView
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.facts.slots import SlotRow

DRAGGED = Qt.ItemFlag.ItemIsDragEnabled


@pytest.fixture
def rows(recipe: Recipe, tmp_path: Path) -> list[SlotRow]:
    """Two finished ones, a failed one, and one whose clip somebody took away."""
    states = ("done", "done", "failed", "done")
    made = [
        replace(row(recipe, number, state), output_dir=str(tmp_path))
        for number, state in enumerate(states, start=1)
    ]
    for slot in made[:2]:
        slot.folder.mkdir()
        slot.video.write_bytes(b"clip")
    return made


@pytest.fixture
def view(qtbot: QtBot, state: ConsoleState, asked: Asked, recipe: Recipe, rows: list[SlotRow]) -> SlotsView:
    state.slots.put_rows([(row(recipe, 9, "queued"), 0)])
    state.slots.set_queue((9,), paused=True)
    state.pages.put(0, tuple(rows), len(rows))
    made = SlotsView(state, asked)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made.model.rowCount() == 5)
    return made


def test_finished_and_queued_rows_can_be_dragged_and_others_not(view: SlotsView) -> None:
    draggable = [bool(view.model.flags(view.model.index(place, 0)) & DRAGGED) for place in range(5)]
    assert draggable == [True, True, True, False, True]


def test_finished_rows_are_dragged_as_their_clips(view: SlotsView, rows: list[SlotRow]) -> None:
    indexes = [view.model.index(place, column) for place in (1, 2, 4) for column in range(3)]
    mime = view.model.mimeData(indexes)
    assert files_of(mime) == (rows[0].video, rows[1].video)
    assert not mime.hasFormat(MIME)


def test_a_queued_row_among_them_only_moves(view: SlotsView) -> None:
    mime = view.model.mimeData([view.model.index(place, 0) for place in (1, 0)])
    assert bytes(mime.data(MIME).data()) == b"9"
    assert files_of(mime) == ()


def test_the_mouse_draws_all_chosen_clips_out(
    view: SlotsView, rows: list[SlotRow], monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[tuple[Path, ...]] = []
    monkeypatch.setattr(DraggedClips, "drag_out", lambda _, clips: given.append(tuple(clips)))
    view.table.setCurrentIndex(view.model.index(1, 0))
    chooser = view.table.selectionModel()
    flags = chooser.SelectionFlag
    for place in (1, 2, 3):
        chooser.select(view.model.index(place, 0), flags.Select | flags.Rows)
    view.table.startDrag(Qt.DropAction.MoveAction)
    assert given == [(rows[0].video, rows[1].video)]


def test_copy_path_puts_the_chosen_clips_on_the_clipboard(
    view: SlotsView, rows: list[SlotRow], asked: Asked
) -> None:
    copy = next(action for action in view.actions_for_slots.all() if action.text() == "Copy path")
    view.table.selectRow(0)
    assert not copy.isEnabled()
    view.table.selectRow(1)
    copy.trigger()
    assert QGuiApplication.clipboard().text() == str(rows[0].video)
    view.table.selectAll()
    copy.trigger()
    assert QGuiApplication.clipboard().text().split("\n")[:2] == [str(rows[0].video), str(rows[1].video)]
    assert asked.names().count("notify") == 2
