"""The pace of stages before the first slot of a machine: by its warm-up, else by the plan's floors."""

from __future__ import annotations

from collections.abc import Iterable

from vortex_gui.base.pace.learned_clock import Rates
from vortex_gui.base.pace.work import SPOKEN_WORDS_PER_S, Extent, work_of
from vortex_gui.base.plan.plan_report import StagePlan
from vortex_gui.base.profile import Profile
from vortex_gui.base.stages import DEVICE_STAGES, Stage
from vortex_gui.pipeline.resident.registry import Resident
from vortex_gui.pipeline.resident.roles.table import ROLE_MODELS

FLOOR_FACTOR = 2.0
"""How many times its floor a stage takes: LivePortrait's published time is 1.7 times its own."""


def warm_rates(residents: Iterable[Resident], profile: Profile) -> Rates:
    """Seconds for a unit of work of each stage whose models have all been warmed up."""
    seconds: dict[Stage, float] = {}
    unknown: set[Stage] = set()
    for resident in residents:
        kind = ROLE_MODELS[resident.role]
        if resident.steady_s is None:
            unknown.add(kind.stage)
        else:
            rate = resident.steady_s / kind.units(profile)
            seconds[kind.stage] = seconds.get(kind.stage, 0.0) + rate
    return {stage: rate for stage, rate in seconds.items() if stage not in unknown}


def floor_rates(stages: Iterable[StagePlan], profile: Profile) -> Rates:
    """A plan's floors times `FLOOR_FACTOR`, for a unit of work of each stage; empty without a card."""
    sizes = profile.sizes
    words = round(sizes.max_duration_s * SPOKEN_WORDS_PER_S)
    work = work_of(Extent(words, sizes.max_frames, profile.actor.steps), profile.ladder[0])
    floors = {stage.name: stage.floor_s for stage in stages if stage.name in DEVICE_STAGES}
    return {
        stage: FLOOR_FACTOR * floor / work[stage] for stage, floor in floors.items() if floor and work[stage]
    }
