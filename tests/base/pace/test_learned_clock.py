"""What past slots say of work: rates, slots that broke off, and a machine that changes."""

from __future__ import annotations

import pytest

from vortex_gui.base.pace.learned_clock import KEPT, LearnedClock
from vortex_gui.base.pace.work import Work
from vortex_gui.base.report.report import StageTiming
from vortex_gui.base.stages import Stage


def took(stage: Stage, seconds: float, units: float | None = 1.0) -> StageTiming:
    return StageTiming(stage, 500.0, 500.0 + 1000 * seconds, 1, units)


def test_a_stage_that_nobody_went_through_is_not_known() -> None:
    clock = LearnedClock([[took("speech", 1.0)]])
    assert clock.predict({"speech": 1.0}) == 1.0
    assert clock.predict({"speech": 1.0, "actor": 1.0}) is None


def test_more_work_takes_longer_and_what_runs_side_by_side_counts_once() -> None:
    clock = LearnedClock([[took("speech", 1.0, 10), took("actor", 2.0, 4), took("animation", 5.0, 100)]])
    assert clock.predict({"speech": 10, "actor": 4, "animation": 200}) == pytest.approx(2 + 10)
    assert clock.predict({"speech": 40, "actor": 4, "animation": 100}) == pytest.approx(4 + 5)


@pytest.mark.parametrize("units", [5e-324, float("nan"), float("inf")])
def test_a_rate_that_cannot_be_teaches_nothing(units: float) -> None:
    clock = LearnedClock([[took("speech", 1.0)], [took("speech", float("inf"), units)]])
    assert clock.predict({"speech": 3.0}) == 3.0
    assert len(clock.slots) == 1


def test_no_work_takes_no_time() -> None:
    clock = LearnedClock([[took("actor", 2.0)]])
    assert clock.says([{}]) == (0,)
    assert clock.says([{"animation": 0.0}]) == (0,)
    assert LearnedClock().says([{}]) == ()


def test_a_stage_whose_work_is_not_known_teaches_nothing() -> None:
    clock = LearnedClock([[took("speech", 1.0, None)], [took("speech", 1.0, 0.0)]])
    assert clock.slots == ()


def test_one_that_broke_off_counts_as_usual_from_there_on() -> None:
    whole = [took("actor", 2.0), took("animation", 10.0)]
    clock = LearnedClock([whole, whole, [took("actor", 6.0)]])
    assert clock.says([{"actor": 1, "animation": 1}]) == (12.0, 12.0, 16.0)
    assert clock.says([{"animation": 1}]) == (10.0, 10.0)


def test_many_works_add_up() -> None:
    clock = LearnedClock([[took("actor", 1.0), took("animation", 2.0)]])
    half: Work = {"animation": 0.5}
    whole: Work = {"actor": 1.0, "animation": 1.0}
    (told,) = clock.says([half, *[whole] * 1000])
    assert told == pytest.approx(3001)


def test_it_follows_a_machine_that_changed() -> None:
    clock = LearnedClock([took("animation", 10.0, 100)] for _ in range(KEPT))
    for _ in range(KEPT):
        clock.learn([took("animation", 20.0, 100)])
    assert clock.predict({"animation": 50}) == pytest.approx(10.0)
    assert len(clock.slots) == KEPT
