"""How far a slot is and what it still takes, from plain values."""

from __future__ import annotations

import pytest

from tests.console.rows import row
from vortex_gui.base.stages import STAGES, weight_of
from vortex_gui.console.look import words
from vortex_gui.console.state.known_slots import Estimate, KnownSlot
from vortex_gui.console.state.progress import seconds_left, share_done, stage_share
from vortex_gui.console.state.stage_span import StageSpan
from vortex_gui.engine.facts.slots import SlotState


def running() -> KnownSlot:
    return KnownSlot(row(3, SlotState.RUNNING), None)


def test_nothing_is_known_before_the_first_progress() -> None:
    assert share_done(running()) is None


def test_share_is_weighted_by_stage() -> None:
    slot = running()
    slot.progress = {"animation": (30, 120)}
    slot.spans = {"speech": StageSpan("speech", 0.0, 900.0), "actor": StageSpan("actor", 0.0, None)}
    assert stage_share(slot, "speech") == 1.0
    assert stage_share(slot, "actor") == 0.0
    assert stage_share(slot, "animation") == 0.25
    assert share_done(slot) == pytest.approx(weight_of("speech") + weight_of("animation") / 4)


def test_all_stages_over_is_all_done() -> None:
    slot = running()
    slot.progress = {"output": (1, 1)}
    slot.spans = {stage: StageSpan(stage, 0.0, 1.0) for stage in STAGES}
    assert share_done(slot) == pytest.approx(1.0)


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
