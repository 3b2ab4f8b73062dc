"""Time left: past slots scaled to this one, as a range."""

from __future__ import annotations

import pytest

from vortex_gui.base.stages import STAGES
from vortex_gui.engine.facts.estimate import (
    NOT_BEGUN,
    PastSlot,
    StageStatus,
    time_left,
    time_left_of_many,
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


def test_slots_ahead_add_up() -> None:
    slots = [(10, StageStatus(shares={"animation": 0.5})), *[(10, NOT_BEGUN)] * 1000]
    left = time_left_of_many(slots, [past(10, animation=2)])
    assert left is not None
    assert left.low_s == pytest.approx(2001)


def test_slots_without_all_stages_are_not_counted() -> None:
    assert time_left(10, NOT_BEGUN, [PastSlot(10, {"speech": 1.0}), past(0, animation=1)]) is None
