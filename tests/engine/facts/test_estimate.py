"""Time left: what is still to do, by what past slots say, as a range."""

from __future__ import annotations

import pytest

from vortex_gui.base.pace.learned_clock import LearnedClock
from vortex_gui.base.profile import load_profile
from vortex_gui.base.recipe.recipe import recipe_from_mapping
from vortex_gui.base.report.report import StageTiming
from vortex_gui.base.stages import STAGES
from vortex_gui.engine.facts.estimate import PastSlot, StageStatus, time_left, work_asked

ONE_OF_EACH = dict.fromkeys(STAGES, 1.0)


def clock(*animation_s: float) -> LearnedClock:
    """Knows slots that took so long for one frame, and a second for one unit of anything else."""
    return LearnedClock(
        [StageTiming(s, 0, 1000 * (taken if s == "animation" else 1), units=1) for s in STAGES]
        for taken in animation_s
    )


def test_nothing_is_known_without_a_past() -> None:
    assert time_left([ONE_OF_EACH], LearnedClock()) is None


def test_the_range_is_p10_to_p90_of_what_past_slots_say() -> None:
    left = time_left([{"animation": 1.0}], clock(*range(11)))
    assert left is not None
    assert (left.low_s, left.high_s, left.slots) == (1.0, 9.0, 11)


def test_finished_stages_and_shares_shrink_it() -> None:
    status = StageStatus(frozenset({"speech", "actor"}), {"animation": 0.75})
    left = time_left([status.left_of(ONE_OF_EACH)], clock(8))
    assert left is not None
    assert left.low_s == 2 + 1 + 1


def test_a_share_over_one_is_never_negative_time() -> None:
    status = StageStatus(frozenset(STAGES) - {"animation"}, {"animation": 7.0})
    left = time_left([status.left_of(ONE_OF_EACH)], clock(8))
    assert left is not None
    assert left.low_s == 0


def recipe_json(script: str, **slot: object) -> str:
    return recipe_from_mapping(
        {"slot_params": slot, "audio_track": {"script": script}, "visual_track": {"prompt": "a presenter"}}
    ).to_json()


def test_work_is_read_from_a_stored_recipe() -> None:
    mini = load_profile("mini")
    assert work_asked(recipe_json("One two three four five.", fps=10), mini) == {
        "speech": 5,
        "actor": mini.actor.steps,
        "animation": 20,
        "verification": 1,
        "output": 1,
    }
    assert work_asked(recipe_json("One.", duration_sec=3, fps=10), mini)["animation"] == 30
    assert work_asked("{}", mini) == {}


def test_a_past_slot_teaches_the_work_it_did_or_else_the_work_it_was_asked_for() -> None:
    known, unknown = StageTiming("animation", 0, 9, 1, 77), StageTiming("speech", 0, 5)
    lesson = PastSlot(recipe_json("One two."), (known, unknown)).lesson(load_profile("mini"))
    assert [timing.units for timing in lesson] == [77, 2]
    (alone,) = PastSlot(recipe_json("One two."), (unknown,)).lesson(load_profile("mini"))
    assert alone.units == 2
    assert PastSlot("{}", (unknown,)).lesson(load_profile("mini")) == (unknown,)


def test_between_two_past_slots_the_range_lies_in_proportion() -> None:
    left = time_left([{"animation": 1.0}], clock(1.0, 2.0, 4.0))
    assert left is not None
    assert [left.low_s, left.high_s] == pytest.approx([1.2, 3.6])


def test_a_share_below_nothing_is_a_stage_that_has_not_begun() -> None:
    assert StageStatus(shares={"animation": -1.0}).left_of(ONE_OF_EACH) == ONE_OF_EACH
    assert StageStatus(frozenset({"output"}), {"output": 0.5}).left_of({"output": 1.0}) == {"output": 0.0}
