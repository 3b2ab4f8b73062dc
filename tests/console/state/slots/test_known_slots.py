"""What the console knows of a slot: the engine's row, and beside it only what no row holds."""

from __future__ import annotations

import time

import pytest

from tests.console.rows import put, row
from tests.narrowing import present
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.slots.known_slots import FEW, Estimate
from vortex_gui.console.state.slots.stage_span import StageSpan
from vortex_gui.engine.facts.slots import SlotState

MANY = 10_000
MANY_S = 12.0
"""Some 0.6 s on a free core; a window that took half a minute is what this is to refuse."""


@pytest.fixture
def heard(state: ConsoleState) -> list[tuple[str, int]]:
    told: list[tuple[str, int]] = []
    state.slots.added.connect(lambda slot_id: told.append(("added", slot_id)))
    state.slots.changed.connect(lambda slot_id: told.append(("changed", slot_id)))
    return told


def test_state_is_the_rows_alone(state: ConsoleState) -> None:
    slot = put(state, 3)
    assert (slot.state, slot.is_running, slot.is_over) == (SlotState.QUEUED, False, False)
    put(state, 3, SlotState.RUNNING, started_at=5.0)
    assert (slot.state, slot.is_running, slot.row.started_at) == (SlotState.RUNNING, True, 5.0)
    assert state.slots.running() == (slot,)
    put(state, 3, SlotState.DONE, ended_at=9.0)
    assert (slot.state, slot.is_over) == (SlotState.DONE, True)
    assert state.slots.running() == ()


def test_same_row_again_is_no_change(state: ConsoleState, heard: list[tuple[str, int]]) -> None:
    put(state, 3, position=0)
    assert heard == [("added", 3), ("changed", 3)]
    put(state, 3, position=0)
    assert len(heard) == 2
    put(state, 3, position=1)
    assert heard[2:] == [("changed", 3)]


def test_views_hear_once_of_many_rows(state: ConsoleState, heard: list[tuple[str, int]]) -> None:
    told: list[frozenset[int]] = []
    state.slots.many_changed.connect(told.append)
    rows = [(row(slot_id), slot_id - 1) for slot_id in range(1, FEW + 2)]
    state.slots.put_rows(rows)
    assert told == [frozenset(range(1, FEW + 2))]
    state.slots.put_rows(rows)
    assert len(told) == 1
    assert heard == []
    state.slots.put_rows([(row(1), 7), (row(99), 8)])
    assert heard == [("added", 99), ("changed", 1), ("changed", 99)]


def test_slots_that_are_over_come_in_the_order_of_their_ends(state: ConsoleState) -> None:
    for slot_id in (1, 2, 3):
        put(state, slot_id)
    for slot_id in (3, 1):
        put(state, slot_id, SlotState.CANCELLED)
    assert [slot.slot_id for slot in state.slots.over()] == [3, 1]
    state.slots.forget(3)
    assert [slot.slot_id for slot in state.slots.over()] == [1]


def test_what_comes_of_an_unknown_slot_is_let_go(state: ConsoleState, heard: list[tuple[str, int]]) -> None:
    slots = state.slots
    slots.begin_attempt(9)
    slots.put_progress(9, "actor", 1, 4)
    slots.put_span(9, "actor", StageSpan("actor", 1.0, None))
    slots.put_report(9, None)
    slots.put_estimate(9, Estimate(1.0, 2.0, 0.0))
    assert slots.get(9) is None
    assert heard == []


def test_another_attempt_begins_without_the_progress_of_the_last(state: ConsoleState) -> None:
    slot = put(state, 3, SlotState.RUNNING)
    state.slots.put_progress(3, "actor", 2, 4)
    state.slots.put_span(3, "speech", StageSpan("speech", 0.0, 10.0))
    assert (slot.stage, slot.progress) == ("actor", {"actor": (2, 4)})
    state.slots.begin_attempt(3)
    assert (slot.stage, slot.progress, slot.stages) == (None, {}, ())


def test_another_take_begins_without_the_stages_of_the_last(state: ConsoleState) -> None:
    put(state, 3, SlotState.RUNNING)
    slots = state.slots
    for stage in ("speech", "animation"):
        slots.put_span(3, stage, StageSpan(stage, 0.0, None))
        slots.put_progress(3, stage, 1, 1)
        slots.put_span(3, stage, StageSpan(stage, 0.0, 10.0))
    slots.put_span(3, "speech", StageSpan("speech", 20.0, None))
    slot = present(slots.get(3))
    assert slot.spans == {"speech": StageSpan("speech", 20.0, None)}
    assert slot.progress == {}


def test_estimate_goes_when_the_slot_runs_no_more(state: ConsoleState) -> None:
    slot = put(state, 3, SlotState.RUNNING)
    state.slots.put_estimate(3, Estimate(8.0, 11.0, 100.0))
    put(state, 3, SlotState.QUEUED)
    assert slot.estimate is None


def test_damaged_recipe_is_none(state: ConsoleState) -> None:
    assert put(state, 3, recipe_json="{}").recipe is None
    assert present(put(state, 4).recipe).audio_track.script


def test_live_slots_are_the_running_ones_and_then_the_queue(state: ConsoleState) -> None:
    for slot_id in (1, 2, 3):
        put(state, slot_id)
    put(state, 4, SlotState.RUNNING)
    put(state, 5, SlotState.DONE)
    state.slots.set_queue((3, 1, 2, 77), paused=False)
    assert [slot.slot_id for slot in state.slots.live()] == [4, 3, 1, 2]
    state.slots.forget(3)
    assert [slot.slot_id for slot in state.slots.live()] == [4, 1, 2]


def test_ten_thousand_waiting_slots_open_in_seconds(state: ConsoleState) -> None:
    """Each row asks views for the running ones, as the buttons do; that must not look through all rows."""
    state.slots.changed.connect(lambda _: state.slots.running())
    begun = time.perf_counter()
    for slot_id in range(1, MANY + 1):
        state.slots.put_rows([(row(slot_id), slot_id - 1)])
    state.slots.set_queue(tuple(range(1, MANY + 1)), paused=False)
    assert len(state.slots.live()) == MANY
    assert time.perf_counter() - begun < MANY_S


def test_a_slot_keeps_the_limit_that_its_memory_passed_until_its_next_attempt(
    state: ConsoleState, heard: list[tuple[str, int]]
) -> None:
    slot = put(state, 3, SlotState.RUNNING)
    heard.clear()
    state.slots.put_limit(3, "soft", "Over the soft limit.")
    state.slots.put_limit(3, "soft", "Over the soft limit.")
    assert (slot.limit, slot.limit_sentence, heard) == ("soft", "Over the soft limit.", [("changed", 3)])
    put(state, 3, SlotState.DONE)
    assert slot.limit == "soft"
    state.slots.begin_attempt(3)
    assert (slot.limit, slot.limit_sentence) == ("under", "")


def test_of_a_worker_the_newest_running_slot_counts(state: ConsoleState) -> None:
    """The folder of the one before it may still be on its way home."""
    put(state, 1, SlotState.RUNNING, worker="ada@box/local")
    put(state, 2, SlotState.RUNNING, worker="local")
    newest = put(state, 3, SlotState.RUNNING, worker="ada@box/local")
    assert state.slots.running_at("ada@box/local") is newest
    assert state.slots.running_at("nobody") is None
