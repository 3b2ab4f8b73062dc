"""The shift log as a list."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from vortex_gui.console.log.shift_view import ShiftView
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.shift_log import ShiftKind


@pytest.fixture
def view(qtbot: QtBot, state: ConsoleState, asked: Asked) -> ShiftView:
    made = ShiftView(state, asked)
    qtbot.addWidget(made)
    made.resize(700, 300)
    made.show()
    return made


def texts(view: ShiftView) -> list[str]:
    return [str(view.model.index(row, 2).data()) for row in range(view.model.rowCount())]


def test_entries_appear_as_they_happen(view: ShiftView, state: ConsoleState) -> None:
    state.shift.note("Queued slot 7.", slot_id=7)
    state.shift.note("Slot 7 failed: No voice.", ShiftKind.BAD, 7)
    assert texts(view) == ["Queued slot 7.", "Slot 7 failed: No voice."]
    assert view.model.index(0, 1).data() == "7"


def test_search_finds_every_word(view: ShiftView, state: ConsoleState) -> None:
    for text in ("Queued slot 7.", "Paused the queue.", "Queued slot 8."):
        state.shift.note(text)
    view.search.setText("queued 8")
    assert texts(view) == ["Queued slot 8."]
    state.shift.note("Queued slot 88.")
    state.shift.note("Paused the queue.")
    assert texts(view) == ["Queued slot 8.", "Queued slot 88."]


def test_another_day_is_asked_for(view: ShiftView, state: ConsoleState) -> None:
    state.shift.put_days(["2020-01-01"])
    wanted: list[str] = []
    state.shift.wanted.connect(wanted.append)
    view.days.setCurrentIndex(view.days.findData("2020-01-01"))
    view.days.activated.emit(view.days.currentIndex())
    assert wanted == ["2020-01-01"]
    assert texts(view) == []
    assert view.days.currentData() == "2020-01-01"


def test_all_entries_are_copied_with_their_day(view: ShiftView, state: ConsoleState, asked: Asked) -> None:
    state.shift.note("Queued slot 7.")
    view.copy()
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith(state.shift.day)
    assert copied.endswith("Queued slot 7.")
    assert asked.names() == ["notify"]


def test_newest_entry_is_in_view_until_the_operator_scrolls(
    view: ShiftView, state: ConsoleState, qtbot: QtBot
) -> None:
    bar = view.table.verticalScrollBar()
    for number in range(100):
        state.shift.note(f"Queued slot {number}.")
    qtbot.waitUntil(lambda: bar.value() == bar.maximum() > 0)
    bar.setValue(0)
    before = bar.maximum()
    state.shift.note("Queued slot 100.")
    qtbot.waitUntil(lambda: bar.maximum() > before)
    assert bar.value() == 0


def test_a_chosen_day_begins_at_its_newest_entry(view: ShiftView, state: ConsoleState, qtbot: QtBot) -> None:
    bar = view.table.verticalScrollBar()
    for number in range(100):
        state.shift.note(f"Queued slot {number}.")
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    today, kept = state.shift.day, list(state.shift.entries)
    bar.setValue(0)
    for day, entries in (("2020-01-01", []), (today, kept)):
        state.shift.put_days([day])
        view.days.setCurrentIndex(view.days.findData(day))
        view.days.activated.emit(view.days.currentIndex())
        state.shift.put(day, entries)
    qtbot.waitUntil(lambda: bar.value() == bar.maximum() > 0)
