"""The table of slots: live ones in the queue's order, history by pages, actions with reasons."""

from __future__ import annotations

import time

from PySide6.QtWidgets import QApplication

from tests.console.asking import Asked
from tests.console.slots.table import HISTORY
from vortex_gui.console.slots.actions import MOST
from vortex_gui.console.slots.model import Column
from vortex_gui.console.slots.view import SlotsView
from vortex_gui.console.state.console_state import ConsoleState


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


def test_progress_is_in_view_in_a_narrow_window(view: SlotsView) -> None:
    before = view.table.columnWidth(Column.SAYS)
    view.resize(660, 400)
    QApplication.processEvents()
    right = view.table.columnViewportPosition(Column.LEFT) + view.table.columnWidth(Column.LEFT)
    assert right <= view.table.viewport().width()
    view.resize(1100, 400)
    QApplication.processEvents()
    assert view.table.columnWidth(Column.SAYS) == before
