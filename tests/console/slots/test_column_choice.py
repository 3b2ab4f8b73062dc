"""Columns are chosen, moved, resized and sorted, and come back after a restart."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from vortex_gui.console.slots.columns import COLUMNS, ORDER, READABLE, Column
from vortex_gui.console.slots.view import SlotsView
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.facts.records import SortKey, SortOrder

Open = Callable[[], SlotsView]


@pytest.fixture
def opened(qtbot: QtBot, state: ConsoleState, asked: Asked, tmp_path: Path) -> Open:
    """A table that keeps its columns in a file; each call is another start of the console."""

    def open_again() -> SlotsView:
        state.pages.set_order(None)
        view = SlotsView(state, asked, columns_file=tmp_path / "table.ini")
        qtbot.addWidget(view)
        view.resize(1600, 400)
        view.show()
        return view

    return open_again


def test_first_start_shows_the_default_columns(opened: Open, state: ConsoleState) -> None:
    assert opened().columns.shown() == tuple(column for column in ORDER if COLUMNS[column].is_shown)
    assert state.pages.order is None


def test_choice_order_width_and_sort_come_back(opened: Open, state: ConsoleState) -> None:
    view = opened()
    header = view.table.horizontalHeader()
    view.columns.show(Column.RUNG, True)
    view.columns.show(Column.TOOK, False)
    header.moveSection(header.visualIndex(Column.RUNG), 1)
    header.resizeSection(Column.RUNG, 171)
    header.setSortIndicator(Column.RUNG, Qt.SortOrder.DescendingOrder)
    view.hide()
    again = opened()
    assert again.columns.shown()[:2] == (Column.SLOT, Column.RUNG)
    assert Column.TOOK not in again.columns.shown()
    assert again.table.columnWidth(Column.RUNG) == 171
    assert state.pages.order == SortOrder(SortKey.RUNG, down=True)
    assert again.table.horizontalHeader().sortIndicatorSection() == Column.RUNG


def test_menu_hides_and_shows_and_restores(opened: Open) -> None:
    view = opened()
    marks = {action.text(): action for action in view.columns.menu().actions()}
    assert not marks["Slot"].isEnabled(), "a row needs its number"
    assert marks["Progress"].isChecked()
    marks["Progress"].setChecked(False)
    marks["Queued"].setChecked(True)
    shown = view.columns.shown()
    assert Column.PROGRESS not in shown
    assert Column.QUEUED in shown
    marks["Restore default columns"].trigger()
    assert view.columns.shown() == tuple(column for column in ORDER if COLUMNS[column].is_shown)


def narrowed(view: SlotsView, width: int, qtbot: QtBot) -> tuple[Column, ...]:
    view.resize(width, 400)
    qtbot.waitUntil(lambda: view.table.width() == width)
    return view.columns.shown()


@pytest.mark.parametrize("width", [1200, 950, 700, 655])
def test_narrow_table_leaves_out_what_matters_least(opened: Open, qtbot: QtBot, width: int) -> None:
    view = opened()
    whole = view.columns.shown()
    shown = narrowed(view, width, qtbot)
    assert view.table.horizontalHeader().length() <= view.table.viewport().width(), "no head is cut"
    assert view.table.columnWidth(Column.SAYS) >= COLUMNS[Column.SAYS].width
    assert set(shown) >= {Column.SLOT, Column.STATE, Column.SAYS, Column.PROGRESS}
    assert (Column.DEADLINE in shown) is (width >= 650)
    assert (shown == whole) is (width >= 1165)
    assert narrowed(view, 1600, qtbot) == whole


def test_columns_that_stepped_aside_are_kept_as_wanted(opened: Open, qtbot: QtBot) -> None:
    view = opened()
    whole = view.columns.shown()
    narrowed(view, 700, qtbot)
    view.hide()
    assert opened().columns.shown() == whole


@pytest.mark.parametrize("width", [717, 920, 1024])
def test_words_come_before_columns_that_most_rows_leave_empty(opened: Open, qtbot: QtBot, width: int) -> None:
    view = opened()
    shown = narrowed(view, width, qtbot)
    header = view.table.horizontalHeader()
    assert not {Column.LEFT, Column.TOOK} & set(shown) or header.sectionSize(Column.SAYS) >= READABLE


def test_operator_who_chooses_a_column_gets_it_whatever_the_room(opened: Open, qtbot: QtBot) -> None:
    view = opened()
    narrow = narrowed(view, 700, qtbot)
    marks = {action.text(): action for action in view.columns.menu().actions()}
    assert not marks["Took"].isChecked()
    marks["Took"].setChecked(True)
    assert set(view.columns.shown()) == {*narrow, Column.TOOK}
    view.hide()
    again = opened()
    assert set(again.columns.shown()) == {*narrow, Column.TOOK}
    again.columns.reset()
    assert set(again.columns.shown()) > {*narrow, Column.TOOK}


def test_click_on_a_head_sorts_and_chooses_no_rows(opened: Open, state: ConsoleState, qtbot: QtBot) -> None:
    view = opened()
    header = view.table.horizontalHeader()

    def click(column: Column) -> None:
        place = QPoint(header.sectionViewportPosition(column) + 20, 8)
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)

    click(Column.TOOK)
    assert state.pages.order == SortOrder(SortKey.TOOK)
    click(Column.TOOK)
    assert state.pages.order == SortOrder(SortKey.TOOK, down=True)
    click(Column.SAYS)
    assert state.pages.order == SortOrder(SortKey.TOOK, down=True), "scripts cannot be sorted"
    click(Column.TOOK)
    assert state.pages.order is None
    assert view.chosen_count() == 0


@pytest.mark.parametrize(
    "damaged",
    [
        "no JSON",
        "[]",
        "[" * 100_000,
        '{"order": 5, "shown": "x", "widths": [], "sort": 1}',
        '{"order": ["none"]}',
    ],
)
def test_damaged_memory_leaves_the_default_columns(opened: Open, tmp_path: Path, damaged: str) -> None:
    file = QSettings(str(tmp_path / "table.ini"), QSettings.Format.IniFormat)
    file.setValue("columns", damaged)
    file.sync()
    assert opened().columns.shown() == tuple(column for column in ORDER if COLUMNS[column].is_shown)


@pytest.mark.parametrize("place", ["a folder", "a pipe", "too long"])
def test_what_is_no_file_of_columns_is_told_and_left_alone(
    opened: Open, asked: Asked, tmp_path: Path, place: str
) -> None:
    path = tmp_path / "table.ini"
    match place:
        case "a folder":
            path.mkdir()
        case "a pipe":
            os.mkfifo(path)
        case _:
            with path.open("wb") as file:
                file.truncate(10**9)
    before = path.lstat()
    view = opened()
    view.columns.show(Column.RUNG, True)
    view.columns.keep()
    (call,) = [call for call in asked.calls if call[0] == "notify"]
    assert call[2] == f"{path} is not the window's own file, so the table starts with its default columns."
    assert (path.lstat().st_ino, path.lstat().st_size) == (before.st_ino, before.st_size)


def test_columns_are_kept_from_other_users(opened: Open, tmp_path: Path) -> None:
    opened().columns.keep()
    assert stat.S_IMODE((tmp_path / "table.ini").stat().st_mode) == 0o600


def test_column_that_is_newer_than_the_memory_is_shown_as_at_first(opened: Open, tmp_path: Path) -> None:
    file = QSettings(str(tmp_path / "table.ini"), QSettings.Format.IniFormat)
    file.setValue("columns", '{"order": ["took", "slot"], "shown": ["slot"], "widths": {}, "sort": []}')
    file.sync()
    shown = opened().columns.shown()
    assert Column.TOOK not in shown
    assert Column.STATE in shown
    assert Column.RUNG not in shown


def test_the_margin_has_room_in_a_table_of_a_narrow_layout(opened: Open) -> None:
    view = opened()
    view.table.resize(640, 500)
    assert {Column.DEADLINE, Column.MARGIN} <= set(view.columns.shown())
