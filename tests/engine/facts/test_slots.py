"""A slot's row: its ways between queue and worker, its folder, and how a search finds it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.rows import row
from vortex_gui.base.errors import RecipeError
from vortex_gui.engine.facts.events import EngineEvent, SlotChanged
from vortex_gui.engine.facts.records import SlotQuery
from vortex_gui.engine.facts.slots import FINAL_STATES, SlotState, search_words


def test_what_is_neither_queued_nor_running_is_final() -> None:
    assert set(FINAL_STATES) == set(SlotState) - {SlotState.QUEUED, SlotState.RUNNING}


def test_a_slot_that_goes_back_to_the_queue_has_not_begun(tmp_path: Path) -> None:
    waiting = row(tmp_path, state=SlotState.QUEUED, rank=3.0)
    running = waiting.begun(150.0, attempts=1)
    assert (running.state, running.started_at) == (SlotState.RUNNING, 150.0)
    again = running.waiting_again(rank=3.0, attempts=1, deaths=1)
    assert (again.state, again.started_at, again.deaths) == (SlotState.QUEUED, None, 1)
    assert waiting.waiting_again(rank=3.0, attempts=0, deaths=0) == waiting


def test_the_folder_is_named_by_the_number(tmp_path: Path) -> None:
    assert row(tmp_path, 123).video == tmp_path / "slot-000123" / "slot.mp4"


@pytest.mark.parametrize(
    ("typed", "found"),
    [("", True), ("  PRESENTER ", True), ("two three", True), ("000042", True), ("4", False), ("cat", False)],
)
def test_a_search_finds_number_prompt_and_script(tmp_path: Path, typed: str, found: bool) -> None:
    assert row(tmp_path, 42).is_found_by(typed) is found


def test_only_zeros_look_for_the_number_zero() -> None:
    assert search_words(" 000 ") == ("000", "0")


def test_a_damaged_recipe_is_refused_and_found_by_its_number_alone(tmp_path: Path) -> None:
    damaged = row(tmp_path, 42, recipe_json='{"audio_track": 1}')
    with pytest.raises(RecipeError):
        _ = damaged.recipe
    assert damaged.is_found_by("42")
    assert not damaged.is_found_by("presenter")


def test_rows_travel_in_events_and_queries_by_value(tmp_path: Path) -> None:
    events: list[EngineEvent] = [SlotChanged(row(tmp_path), 0)]
    assert SlotChanged(row(tmp_path), 0) in events
    assert SlotChanged(row(tmp_path), 1) not in events
    assert SlotQuery() == SlotQuery(states=frozenset(), text="", offset=0)
