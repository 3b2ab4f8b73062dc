"""How far a stage came, and what one that was cut teaches."""

from __future__ import annotations

import pytest

from vortex_gui.base.report.report import StageTiming
from vortex_gui.pipeline.slot.stage_run import StageRun


def run(*marks: tuple[float, int], units: float | None = 100.0) -> StageRun:
    """A stage that began at 10 s and made progress of 100 at these moments."""
    made = StageRun("animation", 10.0, 1, units)
    for at, done in marks:
        made.note(at, done, 100, None)
    return made


def test_it_moved_when_it_began_and_at_each_progress() -> None:
    assert run().moved_at == 10
    assert run((11.0, 0), (14.0, 20)).moved_at == 14


def test_one_that_was_cut_late_teaches_its_time_up_to_the_last_progress() -> None:
    lesson = run((20.0, 25), (30.0, 50)).cut(500.0)
    assert lesson == StageTiming("animation", 500.0, 20_500.0, 1, 50.0)


def test_one_that_had_hardly_begun_goes_on_at_the_pace_of_its_last_steps() -> None:
    """4 s to the first 8 frames, which carry the portrait, and 1 s for each 8 behind them."""
    lesson = run((14.0, 8), (15.0, 16)).cut(0.0)
    assert lesson is not None
    assert lesson.units == 100
    assert lesson.end_ms == pytest.approx(1000 * (5 + 84 / 8))


def test_one_with_a_single_step_teaches_by_it() -> None:
    lesson = run((14.0, 8)).cut(0.0)
    assert lesson is not None
    assert (lesson.units, lesson.end_ms) == (8, 4000)


def test_one_that_did_nothing_or_whose_work_is_unknown_teaches_nothing() -> None:
    assert run().cut(0.0) is None
    assert run((11.0, 0)).cut(0.0) is None
    assert run((11.0, 50), units=None).cut(0.0) is None


def test_a_finished_one_counts_the_work_it_did_itself_where_it_counted() -> None:
    timing = StageTiming("animation", 0.0, 1.0, 1, 100.0)
    assert run((11.0, 50)).finished(timing) == timing
    counted = run()
    counted.note(12.0, 100, 100, 30)
    assert counted.finished(timing).units == 30
