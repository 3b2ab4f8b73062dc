"""Which rung of the quality ladder a card can keep."""

from __future__ import annotations

import math

from vortex_gui.base.cards import Card
from vortex_gui.base.profile import Profile, Rung
from vortex_gui.base.stages import DEVICE_STAGES
from vortex_gui.pipeline.plan.stage_work import StageWork


def best_rung(profile: Profile, work: StageWork, card: Card) -> Rung | None:
    """The first rung whose floors keep every time-out and the deadline, or `None`."""
    return next((rung for rung in profile.ladder if meets(profile, work, rung, card)), None)


def meets(profile: Profile, work: StageWork, rung: Rung, card: Card, *, slack: float = 1.0) -> bool:
    """Whether the floors of a rung, each times `slack`, keep every time-out and the deadline.

    Stages that run side by side share one card, so their work adds up as if one followed the other.
    """
    floors = {stage: work.of(stage, rung).floor_s(card) * slack for stage in DEVICE_STAGES}
    limit = min(profile.budgets.slot_s, profile.deadline_s or math.inf)
    in_time = all(floor <= profile.budgets.of(stage) for stage, floor in floors.items())
    return in_time and sum(floors.values()) <= limit
