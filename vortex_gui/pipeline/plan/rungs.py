"""Which rung of the quality ladder a card can keep."""

from __future__ import annotations

from vortex_gui.base.plan.cards import Card
from vortex_gui.base.profile import Profile, Rung
from vortex_gui.base.stages import DEVICE_STAGES
from vortex_gui.pipeline.plan.stage_work import StageWork


def best_rung(profile: Profile, work: StageWork, card: Card) -> Rung | None:
    """The first rung whose floors keep every budget and the target, or `None`."""
    return next((rung for rung in profile.ladder if meets(profile, work, rung, card)), None)


def meets(profile: Profile, work: StageWork, rung: Rung, card: Card, *, slack: float = 1.0) -> bool:
    """Whether the floors of a rung, each times `slack`, keep every budget and the target.

    Stages that run side by side share one card, so their work adds up as if one followed the other.
    """
    floors = {stage: work.of(stage, rung).floor_s(card) * slack for stage in DEVICE_STAGES}
    in_time = all(floor <= profile.budgets.of(stage) for stage, floor in floors.items())
    return in_time and sum(floors.values()) <= profile.slot_budget_s
