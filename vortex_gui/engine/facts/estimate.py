"""Time left as a range: the learned clock over the remaining work; plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from pydantic import ValidationError

from vortex_gui.base.pace.learned_clock import LearnedClock
from vortex_gui.base.pace.work import Work, extent_of, work_of
from vortex_gui.base.profile import Profile
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.base.report.report import StageTiming
from vortex_gui.base.stages import Stage
from vortex_gui.base.words.amounts import quantile

LOW, HIGH = 0.1, 0.9


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """P10 to P90 in seconds; `slots` is how many past slots it rests on.

    `stages` are the usual seconds of the slot's own stages, whole.
    """

    low_s: float
    high_s: float
    slots: int
    stages: Mapping[Stage, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StageStatus:
    """How far a slot is: stages that are over, and the finished share (0 to 1) of those at work."""

    finished: frozenset[Stage] = frozenset()
    shares: Mapping[Stage, float] | None = None

    def left_of(self, work: Work) -> Work:
        """The work still to come."""
        return {stage: units * self._share_left(stage) for stage, units in work.items()}

    def _share_left(self, stage: Stage) -> float:
        if stage in self.finished:
            return 0.0
        return 1.0 - min(1.0, max(0.0, (self.shares or {}).get(stage, 0.0)))


NOT_BEGUN = StageStatus()


@dataclass(frozen=True, slots=True)
class PastSlot:
    """A slot that is over, as the history has it."""

    recipe_json: str
    stages: tuple[StageTiming, ...]
    worker: str = ""

    def lesson(self, profile: Profile) -> tuple[StageTiming, ...]:
        """Its stages with their work; where the history has none, the work that its recipe asks for."""
        if all(timing.units is not None for timing in self.stages):
            return self.stages
        work = work_asked(self.recipe_json, profile)
        return tuple(
            timing if timing.units is not None else replace(timing, units=work.get(timing.name))
            for timing in self.stages
        )


def work_asked(recipe_json: str, profile: Profile) -> Work:
    """The work that a stored recipe asks for at full quality; nothing for a damaged one."""
    return next(iter(works_asked(recipe_json, profile)), {})


def works_asked(recipe_json: str, profile: Profile) -> tuple[Work, ...]:
    """The work that a stored recipe asks for on each rung, best first; nothing for a damaged one."""
    try:
        return works_by_rung(Recipe.model_validate_json(recipe_json), profile)
    except ValidationError:
        return ()


def works_by_rung(recipe: Recipe, profile: Profile) -> tuple[Work, ...]:
    """The work that a recipe asks for on each rung of the ladder, best rung first."""
    extent = extent_of(recipe, profile)
    return tuple(work_of(extent, rung) for rung in profile.ladder)


def time_left(works: Iterable[Work], clock: LearnedClock) -> TimeLeft | None:
    """How long some works take one after another; `None` when a stage is not known."""
    told = clock.says(works)
    return TimeLeft(quantile(told, LOW), quantile(told, HIGH), len(told)) if told else None
