"""How far a slot is and what it still takes, from plain values."""

from __future__ import annotations

import pytest

from tests.console.rows import row
from vortex_gui.base.stages import STAGES, weight_of
from vortex_gui.console.look import words
from vortex_gui.console.state.slots.known_slots import Estimate, KnownSlot
from vortex_gui.console.state.slots.progress import (
    LEAST_WIDTH,
    MOST,
    seconds_left,
    share_done,
    stage_share,
    stage_widths,
)
from vortex_gui.console.state.slots.stage_span import StageSpan
from vortex_gui.engine.facts.slots import SlotState


def running(**more: float) -> KnownSlot:
    return KnownSlot(row(3, SlotState.RUNNING, **more), None)


def test_nothing_is_known_before_the_slots_time_is() -> None:
    slot = running(started_at=100.0)
    slot.progress = {"animation": (30, 120)}
    assert share_done(slot, now=105.0) is None
    slot = running()
    slot.estimate = Estimate(8.0, 12.0, 100.0)
    assert share_done(slot, now=105.0) is None, "nobody knows when it began"


def test_quick_stages_are_no_third_of_a_slot_that_takes_18_seconds() -> None:
    slot = running(started_at=100.0)
    slot.spans = {stage: StageSpan(stage, 0.0, 2000.0) for stage in ("speech", "actor")}
    slot.progress = {"animation": (1, 400)}
    slot.estimate = Estimate(14.0, 18.0, 102.0, {"speech": 1.5, "actor": 2.0, "animation": 16.0})
    assert share_done(slot, now=102.0) == pytest.approx(2 / 18)
    assert share_done(slot, now=103.0) == pytest.approx(3 / 18)


def test_what_was_shown_as_done_is_never_taken_back_and_all_is_done_only_with_the_result() -> None:
    slot = running(started_at=100.0)
    slot.estimate = Estimate(10.0, 10.0, 110.0, least_share=0.6)
    assert share_done(slot, now=110.0) == 0.6
    assert share_done(slot, now=118.0) == pytest.approx(0.9)
    assert share_done(slot, now=160.0) == MOST


def test_a_stage_is_as_far_as_its_steps() -> None:
    slot = running()
    slot.progress = {"animation": (30, 120)}
    slot.spans = {"speech": StageSpan("speech", 0.0, 900.0), "actor": StageSpan("actor", 0.0, None)}
    assert [stage_share(slot, stage) for stage in ("speech", "actor", "animation")] == [1.0, 0.0, 0.25]


def test_the_bars_are_as_wide_as_the_learned_time_of_their_stage() -> None:
    slot = running()
    assert stage_widths(None) == stage_widths(slot) == {stage: weight_of(stage) for stage in STAGES}
    slot.estimate = Estimate(0.0, 0.0, 0.0, {"speech": 1.0, "actor": 3.0, "animation": 17.0})
    widths = stage_widths(slot)
    assert sum(widths.values()) == pytest.approx(1)
    assert widths["speech"] + widths["actor"] == pytest.approx(
        (3 / 20 + 2 * LEAST_WIDTH) / (1 + 5 * LEAST_WIDTH)
    )
    assert widths["actor"] > widths["speech"]
    assert widths["animation"] == pytest.approx((17 / 20 + LEAST_WIDTH) / (1 + 5 * LEAST_WIDTH))
    assert widths["output"] > 0


def test_time_left_shrinks_between_two_estimates_and_ends_as_soon() -> None:
    slot = running()
    assert seconds_left(slot, now=100.0) is None
    slot.estimate = Estimate(12.0, 16.0, 98.0)
    assert seconds_left(slot, now=100.0) == (10.0, 14.0)
    assert words.time_left(seconds_left(slot, now=100.0)) == "10–14 s"
    assert words.time_left(seconds_left(slot, now=120.0)) == words.SOON
    assert words.time_left(None) == ""


def test_a_slot_that_waits_has_no_time_left() -> None:
    slot = KnownSlot(row(3), None, estimate=Estimate(12.0, 16.0, 98.0))
    assert seconds_left(slot, now=100.0) is None
