"""The table of slots: live ones in the queue's order, history by pages, actions with reasons."""

from __future__ import annotations

import time

from PySide6.QtCore import QItemSelection, QItemSelectionModel
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from tests.console.slots.table import HISTORY, row
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.console.slots.actions import MOST
from vortex_gui.console.slots.columns import Column
from vortex_gui.console.slots.view import SlotsView
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.slots.slot_pages import TableFilter
from vortex_gui.engine.facts.slots import SlotState


def test_all_rows_chosen_ask_for_no_pages_and_say_that_they_are_too_many(
    view: SlotsView, state: ConsoleState
) -> None:
    pages: list[int] = []
    state.pages.wanted.connect(pages.append)
    view.table.selectAll()
    assert view.chosen_count() == HISTORY + 4
    assert len(view.chosen_rows()) <= MOST
    begun = time.process_time()
    view.table.horizontalHeader().grab()
    assert time.process_time() - begun < 0.5
    assert pages == []
    actions = {action.text(): action for action in view.actions_for_slots.all()}
    assert not actions["Retry"].isEnabled()
    assert f"at most {MOST}" in actions["Retry"].toolTip()


def test_choice_follows_its_slot_when_the_order_changes(
    view: SlotsView, state: ConsoleState, asked: Asked
) -> None:
    view.table.selectRow(3)
    assert asked.calls[-1] == ("select", 200_004)
    state.selection.select(200_004)
    state.slots.set_queue((200_004, 200_003, 200_002), paused=False)
    view.model.rearrange()
    assert [found.slot_id for found in view.chosen_rows()] == [200_004]
    assert view.table.currentIndex().row() == 1


def test_choice_of_very_many_follows_its_slots(
    view: SlotsView, state: ConsoleState, asked: Asked, recipe: Recipe
) -> None:
    waiting = tuple(range(300_000, 300_000 + MOST + 100))
    state.slots.put_rows([(row(recipe, number, "queued"), None) for number in waiting])
    state.slots.set_queue((200_003, *waiting, 200_002), paused=False)
    view.model.rearrange()
    view.table.selectRow(2)
    flags = QItemSelectionModel.SelectionFlag
    view.table.selectionModel().select(
        QItemSelection(view.model.index(2, 0), view.model.index(MOST + 101, 0)), flags.Select | flags.Rows
    )
    assert [found.slot_id for found in view.chosen_rows()] == list(waiting)
    state.selection.select(waiting[0])
    state.slots.set_queue((waiting[0], 200_002, *reversed(waiting[1:]), 200_003), paused=False)
    view.model.rearrange()
    assert {found.slot_id for found in view.chosen_rows()} == set(waiting)
    state.slots.put_rows([(row(recipe, number, "cancelled"), None) for number in waiting[2:]])
    state.slots.set_queue((*waiting[:2], 200_002, 200_003), paused=False)
    state.pages.put(0, [row(recipe, waiting[-1], "cancelled")], 1)
    view.model.rearrange()
    assert [found.slot_id for found in view.chosen_rows()] == list(waiting[:2])


def test_choice_of_the_last_row_stays_when_the_table_becomes_shorter(
    view: SlotsView, state: ConsoleState, recipe: Recipe
) -> None:
    state.pages.put(0, (), 0)
    view.model.rearrange()
    view.table.selectRow(3)
    state.selection.select(200_004)
    state.slots.put_rows([(row(recipe, 200_003, "cancelled"), None)])
    state.slots.set_queue((200_002, 200_004), paused=False)
    view.model.rearrange()
    assert view.model.rowCount() == 3
    assert [found.slot_id for found in view.chosen_rows()] == [200_004]


def test_long_choice_in_the_history_stays_there_when_slots_are_queued(
    view: SlotsView, state: ConsoleState, recipe: Recipe
) -> None:
    view.table.selectAll()
    state.slots.put_rows([(row(recipe, number, "queued"), None) for number in (300_001, 300_002)])
    state.slots.set_queue((200_003, 200_002, 200_004, 300_001, 300_002), paused=False)
    view.model.rearrange()
    assert view.chosen_count() == HISTORY + 4
    assert not {300_001, 300_002} & {found.slot_id for found in view.chosen_rows()}


def test_nothing_is_counted_before_it_is_read(qtbot: QtBot, state: ConsoleState, asked: Asked) -> None:
    state.figures.update(queued=None)
    view = SlotsView(state, asked)
    qtbot.addWidget(view)
    assert view._counts.text() == ""
    assert view.table._placeholder == "Reading the queue and the history …"
    state.slots.set_queue((1, 2, 3), paused=False)
    state.figures.update(queued=3)
    assert view._counts.text() == "3 queued"
    assert view.table._placeholder.startswith("No slots here.")
    state.pages.set_filter(TableFilter(text="nightzzz"))
    assert view.table._placeholder == "No slot matches the filter."
    state.pages.set_filter(TableFilter())
    state.pages.put(0, (), 0)
    assert view._counts.text() == "3 queued · 0 finished"


def test_queue_of_another_console_is_counted(view: SlotsView, state: ConsoleState) -> None:
    state.set_read_only(True)
    state.slots.set_queue((), paused=False)
    state.figures.update(queued=12_345)
    assert view._counts.text() == "12,345 queued · 100,000 finished"


def test_progress_is_in_view_in_a_narrow_window(view: SlotsView) -> None:
    before = view.table.columnWidth(Column.SAYS)
    view.resize(660, 400)
    QApplication.processEvents()
    right = view.table.columnViewportPosition(Column.LEFT) + view.table.columnWidth(Column.LEFT)
    assert right <= view.table.viewport().width()
    view.resize(1100, 400)
    QApplication.processEvents()
    assert view.table.columnWidth(Column.SAYS) == before


def test_slots_that_failed_their_check_have_their_filter_and_their_count(
    view: SlotsView, state: ConsoleState
) -> None:
    assert "not passed" not in view._counts.text()
    state.figures.update(not_passed=1_200)
    assert view._counts.text().endswith(" · 1,200 not passed")
    view.states.setCurrentIndex(view.states.findText("Not passed"))
    assert (state.pages.filter.final_states, state.pages.filter.passed) == ((SlotState.DONE,), False)
    view.states.setCurrentIndex(view.states.findText("Done"))
    assert state.pages.filter.passed is True
    view.states.setCurrentIndex(0)
    assert state.pages.filter.passed is None


def test_going_live_selects_the_running_slot_also_when_the_filter_hides_it(
    view: SlotsView, state: ConsoleState, asked: Asked
) -> None:
    view.go_live()
    assert asked.calls[-1] == ("select", 200_001)
    view.states.setCurrentIndex(view.states.findText("Failed"))
    state.pages.put(0, (), 0)
    assert view.model.row_of(200_001) is None
    view.go_live()
    assert asked.calls[-1] == ("select", 200_001)
    assert view.model.row_of(200_001) == 0


def test_going_live_again_shows_the_next_of_several_running_slots(
    view: SlotsView, state: ConsoleState, asked: Asked, recipe: Recipe
) -> None:
    state.slots.put_rows([(row(recipe, 200_002, "running"), None)])
    shown = []
    for _ in range(3):
        view.go_live()
        shown.append(asked.calls[-1][1])
        state.selection.select(shown[-1])
    assert shown == [200_001, 200_002, 200_001]


def test_going_live_asks_for_nothing_while_no_slot_runs(
    view: SlotsView, state: ConsoleState, asked: Asked, recipe: Recipe
) -> None:
    state.slots.put_rows([(row(recipe, 200_001, "done"), None)])
    asked.calls.clear()
    view.go_live()
    assert asked.calls == []
