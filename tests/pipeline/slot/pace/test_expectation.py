"""What a stage will take: learned where it was learned, guessed elsewhere."""

from __future__ import annotations

from vortex_gui.base.pace.learned_clock import LearnedClock
from vortex_gui.base.report.report import StageTiming
from vortex_gui.pipeline.slot.pace.expectation import Expectation


def test_the_past_takes_the_place_of_a_guess_and_the_guess_that_of_nothing() -> None:
    clock = LearnedClock([[StageTiming("speech", 0, 2000, 1, 10)]])
    made = Expectation(clock, lambda: {"speech": 9.0, "actor": 2.0, "output": 1.0})
    assert made.seconds({"speech": 5, "actor": 4, "animation": 100}) == {"speech": 1.0, "actor": 8.0}


def test_only_the_past_of_every_stage_is_sure() -> None:
    clock = LearnedClock([[StageTiming("speech", 0, 2000, 1, 10)]])
    made = Expectation(clock, lambda: {"actor": 2.0})
    assert made.learned({"speech": 5}) == 1.0
    assert made.learned({"speech": 5, "actor": 4}) is None


def test_without_a_guess_nothing_is_expected() -> None:
    assert Expectation(LearnedClock()).seconds({"actor": 4}) == {}
