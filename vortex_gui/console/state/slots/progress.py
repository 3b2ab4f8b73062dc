"""How far a slot is and how long it still takes, from what the console knows of it."""

from __future__ import annotations

from collections.abc import Mapping

from vortex_gui.base.stages import STAGES, TURNS, Stage, elapsed, weight_of
from vortex_gui.console.state.slots.known_slots import KnownSlot

MOST = 0.99
"""All is done only when the result is there."""
LEAST_WIDTH = 0.04
"""Of the bars, for a stage that takes next to no time."""


def share_done(slot: KnownSlot, now: float) -> float | None:
    """How much of a running slot's time has passed, 0 to 0.99; `None` until its time is known.

    The time left is learned from past slots: steps say little of it, since they take different times. What
    was shown as done is never taken back.
    """
    left, begun = seconds_left(slot, now), slot.row.started_at
    if slot.estimate is None or left is None or begun is None:
        return None
    passed, still = max(0.0, now - begun), max(0.0, sum(left) / 2)
    share = passed / (passed + still) if passed + still else 0.0
    return min(MOST, max(share, slot.estimate.least_share))


def stage_share(slot: KnownSlot, stage: Stage) -> float:
    """How much of one stage is done, 0 to 1."""
    span = slot.spans.get(stage)
    if span is not None and span.end_ms is not None:
        return 1.0
    done, total = slot.progress.get(stage, (0, 0))
    return done / total if total else 0.0


def stage_widths(slot: KnownSlot | None) -> Mapping[Stage, float]:
    """Each stage's part of the bar, 1 in all: of its learned time, by its weight before that is known.

    Stages that run side by side share the time of the longest.
    """
    seconds = slot.estimate.stages if slot is not None and slot.estimate is not None else {}
    total = elapsed(seconds)
    if total <= 0:
        return {stage: weight_of(stage) for stage in STAGES}
    parts = {stage: LEAST_WIDTH + _own_seconds(stage, seconds) / total for stage in STAGES}
    whole = sum(parts.values())
    return {stage: part / whole for stage, part in parts.items()}


def _own_seconds(stage: Stage, seconds: Mapping[Stage, float]) -> float:
    turn = {each: seconds.get(each, 0.0) for each in next(turn for turn in TURNS if stage in turn)}
    whole = sum(turn.values())
    return max(turn.values()) * turn[stage] / whole if whole else 0.0


def seconds_left(slot: KnownSlot, now: float) -> tuple[float, float] | None:
    """The range of seconds left, which shrinks between two estimates; below 0 when the slot takes longer."""
    left = slot.estimate
    if left is None or not slot.is_running:
        return None
    return left.low_s - (now - left.at), left.high_s - (now - left.at)
