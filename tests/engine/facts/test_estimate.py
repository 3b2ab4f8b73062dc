"""Time left: past slots scaled to this one, as a range."""

from __future__ import annotations

import pytest

from vortex_gui.base.recipe import recipe_from_text
from vortex_gui.base.report import StageTiming
from vortex_gui.base.stages import STAGES, Stage
from vortex_gui.engine.facts.estimate import (
    NOT_BEGUN,
    PastSlot,
    StageStatus,
    past_slot,
    time_left,
    time_left_of_many,
    words_of,
)


def past(words: int, **seconds: float) -> PastSlot:
    assert seconds.keys() <= set(STAGES)
    return PastSlot(words, {stage: seconds.get(stage, 0.0) for stage in STAGES})


def test_nothing_is_known_without_a_past() -> None:
    assert time_left(10, NOT_BEGUN, []) is None


def test_speech_and_actor_run_side_by_side() -> None:
    left = time_left(10, NOT_BEGUN, [past(10, speech=2, actor=3, animation=5, verification=1, output=1)])
    assert left is not None
    assert left.low_s == left.high_s == 10


def test_stages_of_the_speech_grow_with_its_words() -> None:
    left = time_left(20, NOT_BEGUN, [past(10, animation=5, verification=1)])
    assert left is not None
    assert left.low_s == 11


def test_finished_stages_and_shares_shrink_it() -> None:
    status = StageStatus(frozenset({"speech", "actor"}), {"animation": 0.75})
    left = time_left(10, status, [past(10, speech=2, actor=3, animation=8, output=1)])
    assert left is not None
    assert left.low_s == 3


def test_a_share_over_one_is_never_negative_time() -> None:
    status = StageStatus(frozenset(STAGES) - {"animation"}, {"animation": 7.0})
    left = time_left(10, status, [past(10, animation=8)])
    assert left is not None
    assert left.low_s == 0


def test_the_range_is_p10_to_p90_of_what_past_slots_say() -> None:
    left = time_left(10, NOT_BEGUN, [past(10, animation=float(s)) for s in range(11)])
    assert left is not None
    assert (left.low_s, left.high_s, left.slots) == (1.0, 9.0, 11)


def test_a_past_slot_is_the_length_of_its_stages_in_seconds() -> None:
    """A stage that did not begin with the slot has a length, and not an end."""
    found = past_slot(7, [StageTiming("speech", 500.0, 2000.0), StageTiming("animation", 2000.0, 8250.0)])
    assert found == PastSlot(7, {"speech": 1.5, "animation": 6.25})


def test_between_two_past_slots_the_range_lies_in_proportion() -> None:
    left = time_left(
        10, NOT_BEGUN, [past(10, animation=1.0), past(10, animation=2.0), past(10, animation=4.0)]
    )
    assert left is not None
    assert [left.low_s, left.high_s] == pytest.approx([1.2, 3.6])


def test_words_that_will_be_spoken_are_counted() -> None:
    recipe = recipe_from_text("audio_track: {script: Two  words}\nvisual_track: {prompt: x}\n")
    assert words_of(recipe) == 2


@pytest.mark.parametrize(
    ("stage", "longer"),
    [("speech", 4.0), ("actor", 2.0), ("animation", 4.0), ("verification", 2.0), ("output", 4.0)],
)
def test_twice_the_words_take_twice_as_long_where_they_are_spoken(stage: Stage, longer: float) -> None:
    left = time_left(20, NOT_BEGUN, [past(10, **{stage: 2.0})])
    assert left is not None
    assert left.low_s == longer


def test_a_share_below_nothing_is_a_stage_that_has_not_begun() -> None:
    status = StageStatus(shares={"animation": -1.0})
    assert status.left_of("animation") == 1.0
    assert status.left_of("output") == 1.0
    assert StageStatus(frozenset({"output"}), {"output": 0.5}).left_of("output") == 0.0


def test_a_slot_of_one_word_counts_and_one_of_none_does_not() -> None:
    left = time_left(3, NOT_BEGUN, [past(1, animation=2.0), past(0, animation=99.0)])
    assert left is not None
    assert (left.low_s, left.high_s, left.slots) == (6.0, 6.0, 1)


def test_slots_ahead_of_several_lengths_add_up() -> None:
    slots = [(10, NOT_BEGUN), (20, NOT_BEGUN), (10, NOT_BEGUN), (10, StageStatus(shares={"animation": 0.5}))]
    left = time_left_of_many(slots, [past(10, animation=2.0)])
    assert left is not None
    assert left.low_s == 2 + 4 + 2 + 1


def test_slots_ahead_add_up() -> None:
    slots = [(10, StageStatus(shares={"animation": 0.5})), *[(10, NOT_BEGUN)] * 1000]
    left = time_left_of_many(slots, [past(10, animation=2)])
    assert left is not None
    assert left.low_s == pytest.approx(2001)


def test_slots_without_all_stages_are_not_counted() -> None:
    assert time_left(10, NOT_BEGUN, [PastSlot(10, {"speech": 1.0}), past(0, animation=1)]) is None
