"""How far a slot is and how long it still takes, from what the console knows of it."""

from __future__ import annotations

from vortex_gui.base.stages import STAGES, Stage, weight_of
from vortex_gui.console.state.known_slots import KnownSlot


def share_done(slot: KnownSlot) -> float | None:
    """How much of a running slot is done, 0 to 1 by the stages' weights; `None` when nothing is known yet."""
    return sum(weight_of(stage) * stage_share(slot, stage) for stage in STAGES) if slot.progress else None


def stage_share(slot: KnownSlot, stage: Stage) -> float:
    """How much of one stage is done, 0 to 1."""
    span = slot.spans.get(stage)
    if span is not None and span.end_ms is not None:
        return 1.0
    done, total = slot.progress.get(stage, (0, 0))
    return done / total if total else 0.0


def seconds_left(slot: KnownSlot, now: float) -> tuple[float, float] | None:
    """The range of seconds left, which shrinks between two estimates; below 0 when the slot takes longer."""
    left = slot.estimate
    if left is None or not slot.is_running:
        return None
    return left.low_s - (now - left.at), left.high_s - (now - left.at)
