"""The table's rows: the queue's order first, then the history, as it is seen."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import count

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFontMetricsF
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from tests.console.slots.table import HISTORY, SCORES, has, picture, row, shown
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.base.report.report import Scores
from vortex_gui.console.look import theme
from vortex_gui.console.slots.columns import Column
from vortex_gui.console.slots.delegate import PAD
from vortex_gui.console.slots.model import CELL_ROLE, LIVE_ROLE, MIME
from vortex_gui.console.slots.view import SlotsView
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.slots.known_slots import Estimate
from vortex_gui.console.state.slots.slot_pages import TableFilter
from vortex_gui.engine.facts.forecast import BusyPlace, Need, Needs, Outlook, WaitingSlot
from vortex_gui.engine.facts.records import SortKey, SortOrder


def test_live_slots_stand_first_in_the_queues_order(view: SlotsView) -> None:
    assert [shown(view, place, Column.SLOT) for place in range(5)] == [
        "200001",
        "200003",
        "200002",
        "200004",
        str(HISTORY),
    ]
    assert view.model.rowCount() == HISTORY + 4


def test_only_the_pages_that_are_seen_are_asked_for(view: SlotsView, state: ConsoleState) -> None:
    pages: list[int] = []
    state.pages.wanted.connect(pages.append)
    view.table.scrollToBottom()
    view.table.viewport().repaint()
    assert len(set(pages)) <= 2
    assert shown(view, HISTORY + 3, Column.SLOT) == "1"


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
    assert view._counts.text().endswith("queued · 7 finished")


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


def test_several_dragged_slots_move_together(view: SlotsView, asked: Asked) -> None:
    model = view.model
    mime = model.mimeData([model.index(row, column) for row in (3, 1) for column in (0, 1)])
    model.dropMimeData(mime, Qt.DropAction.MoveAction, 3, 0, model.index(-1, -1))
    assert asked.calls[-1] == ("move_all", (200_003, 200_004), 1)


def test_a_drop_between_filtered_rows_counts_the_hidden_ones(
    view: SlotsView, state: ConsoleState, asked: Asked, recipe: Recipe
) -> None:
    other = recipe.model_copy(
        update={"visual_track": recipe.visual_track.model_copy(update={"prompt": "an owl"})}
    )
    for slot_id in (200_005, 200_006):
        state.slots.put_rows([(row(other, slot_id, "queued"), None)])
    state.slots.set_queue((200_003, 200_005, 200_002, 200_004, 200_006), paused=False)
    state.pages.set_filter(TableFilter(text="an owl"))
    state.pages.put(0, (), 0)
    view.model.rearrange()
    model, root = view.model, view.model.index(-1, -1)
    model.dropMimeData(model.mimeData([model.index(1, 0)]), Qt.DropAction.MoveAction, 0, 0, root)
    assert asked.calls[-1] == ("move", 200_006, 1)
    model.dropMimeData(model.mimeData([model.index(0, 0)]), Qt.DropAction.MoveAction, 2, 0, root)
    assert asked.calls[-1] == ("move", 200_005, 4)


def test_rearranging_is_not_put_off_by_changes_that_go_on(
    view: SlotsView, state: ConsoleState, recipe: Recipe, qtbot: QtBot
) -> None:
    rearranged: list[int] = []
    view.model.rearranged.connect(lambda: rearranged.append(view.model.live_count))
    going_on = QTimer(view, interval=2)
    numbers = count(300_000)
    going_on.timeout.connect(lambda: state.slots.put_rows([(row(recipe, next(numbers), "queued"), None)]))
    going_on.start()
    qtbot.waitUntil(lambda: len(rearranged) >= 2)
    going_on.stop()


def test_deadline_counts_down_and_tells_when_late(
    view: SlotsView, state: ConsoleState, recipe: Recipe
) -> None:
    state.slots.put_rows([(row(recipe, 200_001, "running", due_at=time.time() + 75.4), None)])
    assert shown(view, 0, Column.DEADLINE) in ("1:15", "1:14")
    state.slots.put_rows([(row(recipe, 200_001, "running", due_at=time.time() - 5.2), None)])
    assert shown(view, 0, Column.DEADLINE) == "late by 0:05"
    room = view.table.columnWidth(Column.DEADLINE) - 2 * PAD
    assert QFontMetricsF(theme.ui_font(bold=True)).horizontalAdvance("late by 59:59") <= room


@pytest.mark.parametrize(("met", "word"), [(None, ""), (True, "met"), (False, "not met")])
def test_a_target_is_no_deadline(
    view: SlotsView, state: ConsoleState, recipe: Recipe, met: bool | None, word: str
) -> None:
    state.slots.put_rows([(row(recipe, 200_001, "done", target_met=met), None)])
    assert shown(view, 0, Column.TARGET) == word
    assert shown(view, 0, Column.DEADLINE) == ""


def test_time_left_is_a_range_that_shrinks(view: SlotsView, state: ConsoleState) -> None:
    state.slots.put_estimate(200_001, Estimate(12.0, 16.0, time.time() - 2))
    assert shown(view, 0, Column.LEFT) == "10–14 s"


def test_row_that_has_not_come_is_an_ellipsis(view: SlotsView, state: ConsoleState, qtbot: QtBot) -> None:
    state.pages.wanted.disconnect()
    assert shown(view, 50_000, Column.SAYS) == "…"


def test_a_row_says_in_its_tooltip_that_the_slots_memory_passed_a_limit(
    view: SlotsView, state: ConsoleState
) -> None:
    place = view.model.index(0, Column.PROGRESS)
    assert place.data(Qt.ItemDataRole.ToolTipRole) is None
    before = view.table.viewport().grab(view.table.visualRect(place)).toImage()
    state.slots.put_limit(200001, "soft", "Memory over the soft limit: 0.83 of 0.82 GB in use.")
    view.model.rearrange()
    assert place.data(Qt.ItemDataRole.ToolTipRole) == "Memory over the soft limit: 0.83 of 0.82 GB in use."
    soft = view.table.viewport().grab(view.table.visualRect(place)).toImage()
    state.slots.put_limit(200001, "hard", "Memory hard limit exceeded.")
    view.model.rearrange()
    hard = view.table.viewport().grab(view.table.visualRect(place)).toImage()
    assert before != soft
    assert soft != hard


def test_slot_that_failed_its_check_is_not_told_as_done(
    view: SlotsView, state: ConsoleState, recipe: Recipe
) -> None:
    failed = Scores(0.5, 0.7, 0.62, self_check_passed=False, outlier_detected=False)
    state.pages.put(0, [row(recipe, 9, "done", scores=failed), row(recipe, 8, "done", scores=SCORES)], 2)
    view.model.rearrange()
    assert [shown(view, place, Column.STATE) for place in (4, 5)] == ["not passed", "done"]


def test_slot_made_on_a_lower_rung_has_a_badge(view: SlotsView, state: ConsoleState, recipe: Recipe) -> None:
    rungs = ("every 2nd frame", "full", "")
    rows = [row(recipe, 9 - place, "done", rung=rung) for place, rung in enumerate(rungs)]
    state.pages.put(0, rows, 3)
    view.model.rearrange()
    cells = [view.model.index(place, Column.SLOT) for place in (4, 5, 6)]
    assert [cell.data(CELL_ROLE).lower_rung for cell in cells] == ["every 2nd frame", "", ""]
    assert "every 2nd frame" in cells[0].data(Qt.ItemDataRole.ToolTipRole)
    assert "every 2nd frame" in cells[0].data(Qt.ItemDataRole.AccessibleTextRole)
    with_badge, without = (picture(view, place) for place in (4, 5))
    assert with_badge != without


def test_step_of_a_slot_changes_only_its_live_columns(
    view: SlotsView, state: ConsoleState, recipe: Recipe, qtbot: QtBot
) -> None:
    running = row(recipe, 200_001, "running", worker="local-1")
    state.slots.put_rows([(running, None)])
    told: list[list[int]] = []
    view.model.dataChanged.connect(lambda first, last, roles: told.append(roles))
    state.slots.put_progress(200_001, "animation", 3, 40)
    qtbot.waitUntil(lambda: bool(told))
    state.slots.put_rows([(replace(running, worker="local-2"), None)])
    view.model.tick()
    assert told == [[LIVE_ROLE], [], [LIVE_ROLE]], "another row is shown whole"


def test_sorted_table_keeps_the_running_rows_on_top_and_sorts_the_others(
    view: SlotsView, state: ConsoleState, recipe: Recipe
) -> None:
    for slot_id, due_at in ((200_002, 300.0), (200_003, None), (200_004, 100.0)):
        state.slots.put_rows([(row(recipe, slot_id, "queued", due_at=due_at), None)])
    view.table.horizontalHeader().setSortIndicator(Column.DUE, Qt.SortOrder.AscendingOrder)
    assert state.pages.order == SortOrder(SortKey.DUE)
    numbers = [shown(view, place, Column.SLOT) for place in range(4)]
    assert numbers == ["200001", "200004", "200002", "200003"]
    view.table.horizontalHeader().setSortIndicator(Column.DUE, Qt.SortOrder.DescendingOrder)
    numbers = [shown(view, place, Column.SLOT) for place in range(4)]
    assert numbers == ["200001", "200002", "200004", "200003"], "one without the value stands last"
    view.table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
    assert state.pages.order is None
    assert [shown(view, place, Column.SLOT) for place in (1, 2)] == ["200003", "200002"]


def test_change_of_a_slot_sorts_nothing(view: SlotsView, state: ConsoleState, recipe: Recipe) -> None:
    """A sort for each event would stall the window beside 10,000 waiting slots."""
    view.table.horizontalHeader().setSortIndicator(Column.DUE, Qt.SortOrder.AscendingOrder)
    before = list(view.model._live)
    view.model._live.reverse()
    state.slots.put_rows([(row(recipe, 200_003, "queued", due_at=1.0), None)])
    assert view.model._live == before[::-1]


def test_rows_of_a_sorted_table_cannot_be_dragged(view: SlotsView) -> None:
    mime = view.model.mimeData([view.model.index(3, 0)])
    root = view.model.index(-1, -1)
    move = Qt.DropAction.MoveAction
    assert view.model.canDropMimeData(mime, move, 1, 0, root)
    view.table.horizontalHeader().setSortIndicator(Column.SLOT, Qt.SortOrder.AscendingOrder)
    assert not view.model.canDropMimeData(mime, move, 1, 0, root)
    assert not view.model.flags(view.model.index(1, 0)) & Qt.ItemFlag.ItemIsDragEnabled


def test_whole_row_tells_why_its_slot_failed(view: SlotsView, state: ConsoleState, recipe: Recipe) -> None:
    why, remedy = "Speech failed.", "Shorten the script."
    state.pages.put(0, [row(recipe, 9, "failed", error=why, remedy=remedy)], 1)
    view.model.rearrange()
    for column in Column:
        tip = view.model.index(4, column).data(Qt.ItemDataRole.ToolTipRole)
        assert f"{why} {remedy}" in tip, column.name


def look_ahead(state: ConsoleState, *slots: tuple[int, float | None]) -> None:
    """An outlook whose slots take 9 to 12 s each and are due in so many seconds."""
    now = time.time()
    waiting = tuple(
        WaitingSlot(slot_id, None if due_in is None else now + due_in, (Need(9.0, 10.0, 12.0),))
        for slot_id, due_in in slots
    )
    state.outlook.put(Outlook(now, (BusyPlace(),), waiting, Needs(state.profile)))


def test_waiting_slot_shows_when_it_will_be_ready_and_by_what_margin(
    view: SlotsView, state: ConsoleState, recipe: Recipe
) -> None:
    now = time.time()
    for slot_id, due_in in ((200_003, 15), (200_002, 20), (200_004, None)):
        due_at = None if due_in is None else now + due_in
        state.slots.put_rows([(row(recipe, slot_id, "queued", due_at=due_at), None)])
    look_ahead(state, (200_003, 15), (200_002, 20), (200_004, None))
    assert [shown(view, place, Column.MARGIN) for place in (1, 2, 3)] == ["+3 s", "−4 s", ""]
    first, last = shown(view, 1, Column.READY).split("–")
    assert first < last
    margins = [view.model.index(place, Column.MARGIN).data(CELL_ROLE).margin_s for place in (1, 2)]
    assert margins == [pytest.approx(3.0), pytest.approx(-4.0)]
    assert " · 1 will be late" in view._counts.text()
    red = theme.current().bad
    on_time, late = (picture(view, place, Column.MARGIN) for place in (1, 2))
    assert not has(on_time, red)
    assert has(late, red)


def test_drag_shows_which_deadlines_the_drop_would_cost(
    view: SlotsView, state: ConsoleState, recipe: Recipe, asked: Asked
) -> None:
    now = time.time()
    for slot_id, due_in in ((200_003, 23), (200_002, 25)):
        state.slots.put_rows([(row(recipe, slot_id, "queued", due_at=now + due_in), None)])
    look_ahead(state, (200_003, 23), (200_002, 25), (200_004, None))
    mime = view.model.mimeData([view.model.index(3, 0)])
    asked.calls.clear()
    assert view.model.consider_drop(mime, 4) == ()
    assert view.model.consider_drop(mime, 1) == (200_003, 200_002)
    assert [shown(view, place, Column.MARGIN)[0] for place in (1, 2)] == ["−", "−"]
    view.model.forget_drop()
    assert [shown(view, place, Column.MARGIN)[0] for place in (1, 2)] == ["+", "+"]
    assert asked.calls == [], "nothing moves before the drop"


def test_waiting_slots_are_sorted_by_their_margin(
    view: SlotsView, state: ConsoleState, recipe: Recipe
) -> None:
    look_ahead(state, (200_003, 90), (200_002, 20), (200_004, None))
    view.table.horizontalHeader().setSortIndicator(Column.MARGIN, Qt.SortOrder.AscendingOrder)
    assert [shown(view, place, Column.SLOT) for place in (1, 2, 3)] == ["200002", "200003", "200004"]
