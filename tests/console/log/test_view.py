"""The log list over a real tail: batches, filters, following, copying."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tests.console.rows import put
from vortex_gui.base.log.log_line import LogLine
from vortex_gui.console.log.view import BATCH_MS, LogView
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.messages import LOG_LINES_KEPT


def line(number: int, level: str = "INFO", slot_id: int | None = None, fields: str = "{}") -> LogLine:
    return LogLine(
        1.7e9 + number, level, "vortex_gui.pipeline.slot.stages", f"line {number}", slot_id, fields
    )


@pytest.fixture
def view(qtbot: QtBot, state: ConsoleState, asked: Any) -> LogView:
    view = LogView(state, asked)
    qtbot.addWidget(view)
    view.resize(800, 240)
    view.show()
    return view


def listed(view: LogView) -> list[str]:
    return [view.model.line(row).message for row in range(view.model.rowCount())]


def test_many_lines_come_as_one_insertion(view: LogView, state: ConsoleState, qtbot: QtBot) -> None:
    insertions: list[tuple[int, int]] = []
    view.model.rowsInserted.connect(lambda _, first, last: insertions.append((first, last)))
    for number in range(300):
        state.log.extend([line(number)])
    assert view.model.rowCount() == 0
    qtbot.waitUntil(lambda: view.model.rowCount() == 300, timeout=BATCH_MS * 20)
    assert insertions == [(0, 299)]


def test_hidden_view_waits_and_takes_all_in_when_shown(view: LogView, state: ConsoleState) -> None:
    view.hide()
    state.log.extend(line(number) for number in range(5))
    assert view.model.waiting == 5
    view.show()
    assert listed(view) == [f"line {number}" for number in range(5)]


def test_level_slot_and_words_filter_together(view: LogView, state: ConsoleState, qtbot: QtBot) -> None:
    for slot_id in (7, 8):
        put(state, slot_id)
    qtbot.waitUntil(lambda: view.slot.findData(8) > 0)
    state.log.extend(
        [
            line(0, "DEBUG", 7),
            line(1, "INFO", 7, '{"stage": "speech"}'),
            line(2, "WARNING", 8),
            line(3, "ERROR", 7),
            line(4, "CRITICAL"),
        ]
    )
    view.take_in()
    assert listed(view) == ["line 1", "line 2", "line 3", "line 4"]
    view.level.setCurrentIndex(view.level.findData("ERROR"))
    assert listed(view) == ["line 3", "line 4"]
    view.level.setCurrentIndex(view.level.findData("DEBUG"))
    view.slot.setCurrentIndex(view.slot.findData(7))
    assert listed(view) == ["line 0", "line 1", "line 3"]
    view.search.setText("SPEECH stages")
    assert listed(view) == ["line 1"]


def test_selected_slot_filter_follows_the_selection(view: LogView, state: ConsoleState) -> None:
    state.log.extend([line(1, slot_id=7), line(2, slot_id=8)])
    view.take_in()
    view.slot.setCurrentIndex(view.slot.findData("selected"))
    state.selection.select(8)
    assert listed(view) == ["line 2"]
    state.selection.select(7)
    assert listed(view) == ["line 1"]


def test_new_slot_keeps_the_chosen_filter(view: LogView, state: ConsoleState, qtbot: QtBot) -> None:
    put(state, 7)
    qtbot.waitUntil(lambda: view.slot.findData(7) > 0)
    view.slot.setCurrentIndex(view.slot.findData(7))
    put(state, 9)
    qtbot.waitUntil(lambda: view.slot.findData(9) > 0)
    assert view.slot.currentData() == 7


def test_list_follows_the_newest_line_unless_scrolled_up(
    view: LogView, state: ConsoleState, qtbot: QtBot
) -> None:
    bar = view.table.verticalScrollBar()
    state.log.extend(line(number) for number in range(200))
    view.take_in()
    qtbot.waitUntil(lambda: bar.maximum() > 0 and bar.value() == bar.maximum(), timeout=2000)
    bar.setValue(3)
    state.log.extend(line(number) for number in range(200, 260))
    view.take_in()
    qtbot.waitUntil(lambda: view.model.rowCount() == 260, timeout=2000)
    assert bar.value() == 3
    bar.setValue(bar.maximum())
    state.log.extend(line(number) for number in range(260, 300))
    view.take_in()
    qtbot.waitUntil(lambda: bar.value() == bar.maximum(), timeout=2000)


def test_list_is_bounded(view: LogView, state: ConsoleState) -> None:
    for start in range(0, 3 * LOG_LINES_KEPT, 5000):
        state.log.extend(line(number) for number in range(start, start + 5000))
        view.take_in()
    assert LOG_LINES_KEPT <= view.model.rowCount() <= LOG_LINES_KEPT + 2_000
    assert listed(view)[-1] == f"line {3 * LOG_LINES_KEPT - 1}"


def test_flood_beyond_the_tail_lists_each_kept_line_once(view: LogView, state: ConsoleState) -> None:
    view.hide()
    state.log.extend(line(number) for number in range(LOG_LINES_KEPT + 500))
    view.take_in()
    assert listed(view)[0] == "line 500"
    assert view.model.rowCount() == LOG_LINES_KEPT


def test_copy_takes_the_chosen_lines_with_their_fields(
    view: LogView, state: ConsoleState, asked: Any
) -> None:
    state.log.extend([line(1), line(2, "ERROR", 7, '{"code": "stage"}'), line(3)])
    view.take_in()
    view.table.selectRow(1)
    view.copy()
    text = QGuiApplication.clipboard().text()
    assert text.startswith(f"{date.fromtimestamp(line(2).at)} ")
    assert "ERROR 7 pipeline.slot.stages line 2" in text
    assert '{"code": "stage"}' in text
    assert "line 3" not in text
    assert asked.names() == ["notify"]


def test_lines_of_several_days_tell_their_day(view: LogView, state: ConsoleState) -> None:
    days = [replace(line(1), at=datetime(2026, 11, day, 12).timestamp()) for day in (28, 29)]
    state.log.extend(days)
    view.take_in()
    tips = [view.model.index(row, 0).data(Qt.ItemDataRole.ToolTipRole) for row in range(2)]
    assert tips == ["2026-11-28", "2026-11-29"]


def test_clear_empties_the_list(view: LogView, state: ConsoleState) -> None:
    state.log.extend([line(1)])
    view.take_in()
    state.log.clear()
    assert listed(view) == []
