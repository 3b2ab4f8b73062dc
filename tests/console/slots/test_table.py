"""The table as a widget: the running rows stay in sight."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QImage, QRegion
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from tests.console.painted import Painted
from tests.console.slots.table import row
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.console.look import theme
from vortex_gui.console.slots.columns import Column
from vortex_gui.console.slots.model import SlotsModel
from vortex_gui.console.slots.table import SlotsTable, late_words
from vortex_gui.console.slots.view import SlotsView
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.facts.forecast import BusyPlace, Need, Needs, Outlook, WaitingSlot


def top(view: SlotsView) -> QImage:
    """The strip of the running rows as it is seen."""
    QApplication.processEvents()
    strip = view.table.viewport().grab().toImage()
    return strip.copy(0, 0, strip.width(), (view.table.pinned_height() - 2) * round(strip.devicePixelRatio()))


def test_running_row_is_seen_wherever_the_table_is_scrolled(view: SlotsView) -> None:
    before = top(view)
    view.table.scrollToBottom()
    assert top(view) == before
    assert view.table.indexAt(QPoint(5, 5)).row() == 0
    below = view.table.indexAt(QPoint(5, view.table.pinned_height() + 5)).row()
    assert below > 1000


def test_step_of_a_slot_repaints_only_the_cells_that_it_changes(
    view: SlotsView, state: ConsoleState, recipe: Recipe, qtbot: QtBot
) -> None:
    """Whole rows of sixteen slots at work, thirty times a second, took half of the window's time."""
    painted = Painted(view.table.viewport())
    cells = {column: view.table.visualRect(view.model.index(0, column)) for column in Column}
    for done in (3, 4, 5):  # by the last step all that the window owed from before is painted
        painted.region = QRegion()
        state.slots.put_progress(200_001, "animation", done, 40)
        qtbot.waitUntil(lambda: painted.region.contains(cells[Column.PROGRESS].center()))
    assert not any(painted.region.intersects(cells[each]) for each in (Column.STATE, Column.SCORES))
    assert not painted.region.intersects(view.table.visualRect(view.model.index(1, Column.PROGRESS)))


def test_step_of_the_running_row_is_seen_wherever_the_table_is_scrolled(
    view: SlotsView, state: ConsoleState, recipe: Recipe, qtbot: QtBot
) -> None:
    """Qt repaints a row where it would stand if it scrolled with the others."""
    view.table.scrollToBottom()
    state.slots.put_rows([(row(recipe, 200_001, "running", worker="local-1"), None)])
    painted = Painted(view.table.viewport())
    cell = view.table.visualRect(view.model.index(0, Column.PROGRESS))
    assert cell.top() == 0
    state.slots.put_progress(200_001, "animation", 3, 40)
    qtbot.waitUntil(lambda: painted.region.contains(cell.center()))
    painted.region = QRegion()
    state.slots.put_rows([(row(recipe, 200_001, "running", worker="local-2"), None)])
    number = view.table.visualRect(view.model.index(0, Column.SLOT)).center()
    qtbot.waitUntil(lambda: painted.region.contains(number))


def test_click_on_the_running_row_selects_it_from_anywhere(
    view: SlotsView, asked: Asked, qtbot: QtBot
) -> None:
    view.table.scrollToBottom()
    place = view.table.visualRect(view.model.index(0, Column.SAYS)).center()
    qtbot.mouseClick(view.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert asked.calls[-1] == ("select", 200_001)


def test_no_row_hides_below_the_running_ones(view: SlotsView) -> None:
    view.table.scrollToBottom()
    index = view.model.index(500, Column.SLOT)
    view.table.scrollTo(index)
    assert view.table.visualRect(index).top() >= view.table.pinned_height()
    bottom = view.table.viewport().height()
    assert view.table.visualRect(index).bottom() <= bottom
    view.table.scrollTo(view.model.index(505, Column.SLOT))
    view.table.scrollTo(view.model.index(490, Column.SLOT))
    assert view.table.visualRect(view.model.index(490, Column.SLOT)).top() >= view.table.pinned_height()


def test_nothing_is_pinned_while_no_slot_runs(view: SlotsView, state: ConsoleState, recipe: Recipe) -> None:
    assert view.table.pinned_height() == theme.ROW_HEIGHT
    state.slots.put_rows([(row(recipe, 200_001, "done"), None)])
    view.model.rearrange()
    assert view.table.pinned_height() == 0
    view.table.scrollToBottom()
    assert view.table.indexAt(QPoint(5, 5)).row() > 1000


@pytest.mark.parametrize(
    ("late", "said"),
    [
        ((), ""),
        ((8,), "Slot 8 would miss its deadline."),
        ((8, 9), "2 slots would miss their deadline: 8, 9."),
        (tuple(range(20)), "20 slots would miss their deadline: 0, 1, 2, 3, 4, 5, 6, 7 and others."),
    ],
)
def test_drop_says_in_a_sentence_what_it_costs(late: tuple[int, ...], said: str) -> None:
    assert late_words(late) == said


def test_warning_stands_in_the_table_while_a_slot_is_dragged(
    view: SlotsView, state: ConsoleState, recipe: Recipe
) -> None:
    now = time.time()
    need = (Need(9.0, 10.0, 12.0),)
    waiting = tuple(WaitingSlot(number, due, need) for number, due in ((200_003, now + 13), (200_002, None)))
    state.outlook.put(Outlook(now, (BusyPlace(),), waiting, Needs(state.profile)))
    table, model = view.table, view.model
    table.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)  # this drag comes from nowhere
    mime = model.mimeData([model.index(2, 0)])
    before = table.viewport().grab().toImage()
    middle = table.visualRect(model.index(1, Column.SAYS)).center()
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(middle, Qt.DropAction.MoveAction, mime, buttons, keys)
    QApplication.sendEvent(table.viewport(), enter)
    above = QPoint(middle.x(), table.visualRect(model.index(1, 0)).top() + 1)
    move = QDragMoveEvent(above, Qt.DropAction.MoveAction, mime, buttons, keys)
    QApplication.sendEvent(table.viewport(), move)
    assert table._warning == "Slot 200003 would miss its deadline."
    assert table.viewport().grab().toImage() != before
    QApplication.sendEvent(table.viewport(), QDragLeaveEvent())
    assert table._warning == ""


def test_drop_goes_before_the_row_whose_upper_half_it_meets(view: SlotsView) -> None:
    rect = view.table.visualRect(view.model.index(2, 0))
    assert view.table.drop_row(QPoint(10, rect.top() + 2)) == 2
    assert view.table.drop_row(QPoint(10, rect.bottom() - 2)) == 3


def test_placeholder_is_painted_while_there_are_no_rows(
    qtbot: QtBot, state: ConsoleState, asked: Asked
) -> None:
    table = SlotsTable()
    qtbot.addWidget(table)
    table.setModel(SlotsModel(state, asked, table))
    table.resize(900, 300)
    empty = table.viewport().grab().toImage()
    table.show_placeholder("Reading …")
    assert table.viewport().grab().toImage() != empty


def test_rows_have_one_height(qtbot: QtBot) -> None:
    table = SlotsTable()
    qtbot.addWidget(table)
    assert table.verticalHeader().sectionResizeMode(0) == QHeaderView.ResizeMode.Fixed


def test_current_row_stays_in_sight_when_the_table_gets_lower(
    view: SlotsView, state: ConsoleState, qtbot: QtBot
) -> None:
    table = view.table
    view.resize(900, 1400)
    view.show()
    row = min(20, view.model.rowCount() - 1)
    table.setCurrentIndex(view.model.index(row, 0))
    qtbot.waitUntil(lambda: table.viewport().rect().contains(table.visualRect(table.currentIndex())))
    view.resize(900, 400)
    qtbot.waitUntil(lambda: table.viewport().height() < 350)
    assert table.viewport().rect().contains(table.visualRect(table.currentIndex()))
