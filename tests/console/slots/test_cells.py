"""The words in the cells."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.console.rows import row
from tests.console.slots.table import SCORES
from vortex_gui.base.profile import load_profile
from vortex_gui.base.report.report import Scores
from vortex_gui.console.slots.cells import Cell, says
from vortex_gui.console.slots.columns import Column
from vortex_gui.console.state.slots.known_slots import Estimate, KnownSlot
from vortex_gui.engine.facts.slots import SlotState

NOON = time.mktime((2026, 11, 28, 12, 4, 10, 0, 0, -1))


def shown(column: Column, state: SlotState = SlotState.DONE, **more: Any) -> str:
    return Cell(row(7, state, **more), None, NOON, load_profile("mini")).shown(column)


@pytest.mark.parametrize(
    ("column", "field"),
    [
        (Column.QUEUED, "submitted_at"),
        (Column.STARTED, "started_at"),
        (Column.FINISHED, "ended_at"),
        (Column.DUE, "due_at"),
    ],
)
def test_moments_are_told_as_the_clock_on_the_wall(column: Column, field: str) -> None:
    today: dict[str, Any] = {field: NOON}
    yesterday: dict[str, Any] = {field: NOON - 86_400}
    assert shown(column, **today) == "12:04:10"
    assert shown(column, **yesterday) == "11-27 12:04:10"


def test_margin_of_a_finished_slot_is_what_was_left() -> None:
    assert shown(Column.MARGIN, ended_at=NOON, due_at=NOON + 12.4) == "+12 s"
    assert shown(Column.MARGIN, ended_at=NOON, due_at=NOON - 8) == "−8 s"
    assert shown(Column.MARGIN, ended_at=NOON, due_at=NOON + 65) == "+1:05"
    assert shown(Column.MARGIN, ended_at=NOON) == ""


def test_margin_of_a_running_slot_is_that_of_its_likely_end() -> None:
    running = row(7, SlotState.RUNNING, due_at=NOON + 20)
    live = KnownSlot(running, None)
    cell = Cell(running, live, NOON, load_profile("mini"))
    assert cell.margin_s is None
    live.estimate = Estimate(8.0, 11.0, NOON - 1)
    assert cell.margin_s == pytest.approx(10.0)


@pytest.mark.parametrize(
    ("scores", "verdict"),
    [
        (None, ""),
        (SCORES, "passed"),
        (Scores(0.5, 0.6, 0.56, self_check_passed=False, outlier_detected=False), "not passed"),
        (Scores(0.9, 0.6, 0.7, self_check_passed=True, outlier_detected=True), "models disagree"),
    ],
)
def test_verdict_says_what_the_check_found(scores: Scores | None, verdict: str) -> None:
    assert shown(Column.VERDICT, scores=scores) == verdict


def test_script_is_cut_and_a_damaged_one_is_empty() -> None:
    assert says('{"audio_track": {"script": "One  two\\nthree"}}') == "One two three"
    assert says('{"audio_track": {"script": "One two three"}}', 5) == "One …"
    assert says("no JSON") == ""
