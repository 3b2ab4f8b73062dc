"""What the on-air strip says, of the rundown where one is loaded, else of the queue."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.console.rows import put
from tests.console.state.rundown.test_rundown import fixed, rundown, waiting
from vortex_gui.base.process.clock import steady_now
from vortex_gui.console.look import words
from vortex_gui.console.shell.status.on_air import Entry, entries, has_content
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.slots.known_slots import Estimate
from vortex_gui.engine.facts.forecast import Forecast
from vortex_gui.engine.facts.slots import SlotState


def test_nothing_is_said_of_nothing(state: ConsoleState) -> None:
    assert not has_content(state)
    first, second, third = entries(state, 0)
    assert first.title == "Nothing is running"
    assert second == third == Entry()


def test_queue_is_told_by_the_forecast_while_no_rundown_is_loaded(state: ConsoleState) -> None:
    now = steady_now()
    put(state, 1, SlotState.RUNNING, started_at=now - 4, due_at=now + 20)
    state.slots.put_estimate(1, Estimate(3, 8, at=now))
    put(state, 2, due_at=now + 30)
    put(state, 3)
    state.slots.set_queue((2, 3), paused=False)
    state.outlook.forecasts = {2: Forecast(2, now + 20, now + 45), 3: Forecast(3, now + 40, now + 60)}
    first, second, third = entries(state, now)
    assert has_content(state)
    assert first.title.startswith("Slot 1 · ")
    assert (first.clock, first.margin, first.tone) == (words.moment(now + 20, now), "+12 s", "good")
    assert (second.clock, second.margin, second.tone) == (words.moment(now + 30, now), "−15 s", "bad")
    assert (third.clock, third.margin) == (words.moment(now + 60, now), "ready")
    assert (first.slot_id, second.slot_id, third.slot_id) == (1, 2, 3)


def test_rundown_is_told_once_one_is_loaded(state: ConsoleState) -> None:
    now = steady_now()
    put(state, 9)
    state.slots.set_queue((9,), paused=False)
    state.outlook.forecasts = {9: Forecast(9, now + 5, now + 16)}
    value = rundown(fixed(1, 10), waiting(9), fixed(3, 10), beat_s=20)
    state.rundown.put(value)
    first, second, third = entries(state, now)
    assert (first.title, first.clock) == ("Off air", "")
    assert (second.title, second.clock, second.margin) == ("Slot 1", "", "ready")
    state.rundown.put(value.start(now))
    first, second, third = entries(state, now + 2)
    assert (first.title, first.margin, first.folder) == ("Slot 1", "0:08 left", Path())
    assert (second.title, second.margin, second.tone) == ("Slot 9", "−6 s", "bad")
    assert second.clock == words.moment(now + 10, now)
    assert (third.title, third.clock) == ("Slot 3", words.moment(now + 30, now))


def test_late_row_and_hold_are_told(state: ConsoleState) -> None:
    value = rundown(fixed(1, 10), waiting(2)).start(0)
    state.rundown.put(value.with_hold(True))
    assert entries(state, 5)[0].margin == "held"
    state.rundown.put(replace(value.advance(10)))
    first, second, _ = entries(state, 20)
    assert (first.title, first.tone) == ("Waiting for the next row", "warn")
    assert second.margin == "late"


def test_rundown_that_was_played_gives_way_to_the_queue(state: ConsoleState) -> None:
    state.rundown.put(rundown(fixed(1, 10)).start(0))
    assert entries(state, 5)[0].title == "Slot 1"
    state.rundown.advance(10)
    assert not has_content(state)
    put(state, 2)
    state.slots.set_queue((2,), paused=False)
    assert entries(state, 11)[1].slot_id == 2


def test_without_a_deadline_the_clock_stays_where_one_of_both_has_room(state: ConsoleState) -> None:
    put(state, 2)
    state.slots.set_queue((2,), paused=False)
    state.outlook.forecasts = {2: Forecast(2, 1_000.0, 1_010.0)}
    waiting_slot = entries(state, 990)[1]
    assert waiting_slot.margin == "ready"
    assert waiting_slot.alone == waiting_slot.clock != ""
    put(state, 3, due_at=1_030.0)
    state.slots.set_queue((3,), paused=False)
    state.outlook.forecasts = {3: Forecast(3, 1_000.0, 1_010.0, 1_030.0)}
    due = entries(state, 990)[1]
    assert due.alone == due.margin == "+20 s"
