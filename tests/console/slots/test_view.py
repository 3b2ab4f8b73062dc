"""The table of slots: live ones in the queue's order, history by pages, actions with reasons."""

from __future__ import annotations

import time
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from vortex_gui.base.recipe import Recipe
from vortex_gui.base.report import Scores, StageTiming
from vortex_gui.console.look import theme
from vortex_gui.console.slots.actions import MOST
from vortex_gui.console.slots.delegate import PAD, line_end_ms
from vortex_gui.console.slots.model import MIME, Column
from vortex_gui.console.slots.view import SlotsView
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.known_slots import Estimate
from vortex_gui.console.state.slot_pages import PAGE
from vortex_gui.engine.facts.slots import SlotRow, SlotState

HISTORY = 100_000
SCORES = Scores(0.8, 0.9, 0.86, self_check_passed=True, outlier_detected=False)


def row(recipe: Recipe, slot_id: int, state: str, **more: Any) -> SlotRow:
    return SlotRow(slot_id, SlotState(state), 1, "mini", recipe.to_json(), "/nowhere", 0.0, **more)


@pytest.fixture
def view(qtbot: QtBot, state: ConsoleState, asked: Asked, recipe: Recipe) -> SlotsView:
    """One running slot, three waiting, and a long history, page by page."""

    def give(page: int) -> None:
        first = page * PAGE
        rows = [
            row(
                recipe,
                HISTORY - index,
                "done",
                generation_ms=1500.0,
                scores=Scores(0.8, 0.9, 0.86, True, False),
            )
            for index in range(first, min(first + PAGE, HISTORY))
        ]
        state.pages.put(page, rows, HISTORY)

    state.pages.wanted.connect(give)
    made = SlotsView(state, asked)
    qtbot.addWidget(made)
    made.resize(1100, 400)
    for slot_id, name in (
        (200_001, "running"),
        (200_002, "queued"),
        (200_003, "queued"),
        (200_004, "queued"),
    ):
        state.slots.put_row(row(recipe, slot_id, name))
    state.slots.set_queue((200_003, 200_002, 200_004), paused=False)
    give(0)
    made.show()
    made.model.rearrange()
    return made


def shown(view: SlotsView, place: int, column: Column) -> str:
    text = view.model.index(place, column).data()
    assert isinstance(text, str)
    return text


def test_live_slots_stand_first_in_the_queues_order(view: SlotsView) -> None:
    assert [shown(view, place, Column.SLOT) for place in range(5)] == [
        "200001",
        "200003",
        "200002",
        "200004",
        f"{HISTORY:06d}",
    ]
    assert view.model.rowCount() == HISTORY + 4


def test_only_the_pages_that_are_seen_are_asked_for(view: SlotsView, state: ConsoleState) -> None:
    pages: list[int] = []
    state.pages.wanted.connect(pages.append)
    view.table.scrollToBottom()
    view.table.viewport().repaint()
    assert len(set(pages)) <= 2
    assert shown(view, HISTORY + 3, Column.SLOT) == "000001"


def test_100_000_rows_scroll_without_a_pause(view: SlotsView) -> None:
    bar = view.table.verticalScrollBar()
    steps = []
    for step in range(40):
        begun = time.process_time()
        bar.setValue(bar.maximum() * step // 40)
        view.table.viewport().repaint()
        steps.append(time.process_time() - begun)
    assert sorted(steps)[len(steps) // 2] < 0.1


def test_filter_asks_for_other_rows_and_keeps_the_live_ones_that_fit(
    view: SlotsView, state: ConsoleState
) -> None:
    view.states.setCurrentIndex(1)
    assert state.pages.filter.final_states == ()
    state.pages.put(0, (), 0)
    view.model.rearrange()
    assert view.model.rowCount() == 4
    view.search.setText("200003")
    view._apply_filter()
    state.pages.put(0, (), 0)
    view.model.rearrange()
    assert [shown(view, 0, Column.SLOT), view.model.rowCount()] == ["200003", 1]
    assert view._counts.text() == "1 found"
    view.search.setText("20000")
    view._apply_filter()
    state.pages.put(0, (), 0)
    view.model.rearrange()
    assert view.model.rowCount() == 0, "a number is found whole"
    view.search.clear()
    view.states.setCurrentIndex(0)
    state.pages.put(0, (), 7)
    view.model.rearrange()
    assert view._counts.text().endswith("waiting · 7 over")


def test_actions_are_disabled_with_a_reason(view: SlotsView) -> None:
    actions = {action.text(): action for action in view.actions_for_slots.all()}
    assert not actions["Cancel"].isEnabled()
    assert "Choose a slot first." in actions["Cancel"].toolTip()
    view.table.selectRow(4)
    assert not actions["Cancel"].isEnabled()
    assert "over already" in actions["Cancel"].toolTip()
    assert "waiting in the queue" in actions["Put first"].toolTip()
    assert actions["Retry"].isEnabled()
    view.table.selectRow(1)
    assert actions["Cancel"].isEnabled()
    assert not actions["Retry"].isEnabled()
    assert "not over yet" in actions["Retry"].toolTip()
    assert "no files" in actions["Open folder"].toolTip()


def test_context_menu_tells_why_an_action_is_disabled(view: SlotsView) -> None:
    view.table.selectRow(1)
    menu = view._menu()
    reasons = {action.text(): action.toolTip() for action in menu.actions() if not action.isEnabled()}
    assert menu.toolTipsVisible()
    assert "not over yet" in reasons["Retry"]


def test_line_of_a_failed_slot_has_room_for_the_stage_that_never_ended(recipe: Recipe) -> None:
    stages = (StageTiming("speech", 0, 600, 1), StageTiming("actor", 50, 900, 1))
    assert line_end_ms(row(recipe, 7, "failed", stages=stages, generation_ms=90_900.0)) == 90_900
    assert line_end_ms(row(recipe, 7, "failed", stages=stages)) == 900
    assert line_end_ms(row(recipe, 7, "cancelled")) == 0


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
    actions["Put first"].trigger()
    moves = [call for call in asked.calls if call[0] == "move"]
    assert moves == [("move", 200_002, 0), ("move", 200_002, 2), ("move", 200_002, 0)]


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


def test_history_of_another_console_can_be_read_but_not_changed(view: SlotsView, state: ConsoleState) -> None:
    view.table.selectRow(4)
    state.set_read_only(True)
    actions = {action.text(): action for action in view.actions_for_slots.all()}
    assert "Another console" in actions["Retry"].toolTip()
    assert actions["Open folder"].isEnabled()
    assert actions["Recipe into the form"].isEnabled()


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


def test_dragged_slot_asks_for_its_new_place(view: SlotsView, asked: Asked) -> None:
    model = view.model
    mime = model.mimeData([model.index(3, 0)])
    assert mime.hasFormat(MIME)
    root = model.index(-1, -1)
    model.dropMimeData(mime, Qt.DropAction.MoveAction, 1, 0, root)
    assert asked.calls[-1] == ("move", 200_004, 0)
    mime = model.mimeData([model.index(1, 0)])
    model.dropMimeData(mime, Qt.DropAction.MoveAction, 4, 0, root)
    assert asked.calls[-1] == ("move", 200_003, 2)


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


def test_deadline_counts_down_and_tells_when_late(
    view: SlotsView, state: ConsoleState, recipe: Recipe
) -> None:
    state.slots.put_row(row(recipe, 200_001, "running", due_at=time.time() + 75.4))
    assert shown(view, 0, Column.DEADLINE) in ("1:15", "1:14")
    state.slots.put_row(row(recipe, 200_001, "running", due_at=time.time() - 5.2))
    assert shown(view, 0, Column.DEADLINE) == "late by 0:05"
    room = view.table.columnWidth(Column.DEADLINE) - 2 * PAD
    assert QFontMetricsF(theme.ui_font(bold=True)).horizontalAdvance("late by 59:59") <= room


def test_progress_is_in_view_in_a_narrow_window(view: SlotsView) -> None:
    before = view.table.columnWidth(Column.SAYS)
    view.resize(660, 400)
    QApplication.processEvents()
    right = view.table.columnViewportPosition(Column.LEFT) + view.table.columnWidth(Column.LEFT)
    assert right <= view.table.viewport().width()
    view.resize(1100, 400)
    QApplication.processEvents()
    assert view.table.columnWidth(Column.SAYS) == before


def test_time_left_is_a_range_that_shrinks(view: SlotsView, state: ConsoleState) -> None:
    state.slots.put_estimate(200_001, Estimate(12.0, 16.0, time.time() - 2))
    assert shown(view, 0, Column.LEFT) == "10–14 s"


def test_row_that_has_not_come_is_an_ellipsis(view: SlotsView, state: ConsoleState, qtbot: QtBot) -> None:
    state.pages.wanted.disconnect()
    assert shown(view, 50_000, Column.SAYS) == "…"
