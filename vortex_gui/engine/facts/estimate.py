"""Time left as a range: past slots' stages, scaled to this slot's work; plain values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from vortex_gui.base.amounts import quantile
from vortex_gui.base.recipe import Recipe
from vortex_gui.base.report import StageTiming
from vortex_gui.base.stages import STAGE_FACTS, STAGES, Stage, elapsed

LOW, HIGH = 0.1, 0.9


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """P10 to P90 in seconds; `slots` is how many past slots it rests on."""

    low_s: float
    high_s: float
    slots: int


@dataclass(frozen=True, slots=True)
class PastSlot:
    """Seconds by stage of a finished slot, and how many words it spoke."""

    words: int
    seconds: Mapping[Stage, float]


@dataclass(frozen=True, slots=True)
class StageStatus:
    """How far a slot is: stages that are over, and the finished share (0 to 1) of those at work."""

    finished: frozenset[Stage] = frozenset()
    shares: Mapping[Stage, float] | None = None

    def left_of(self, stage: Stage) -> float:
        """Share of a stage still to come, 0 to 1."""
        if stage in self.finished:
            return 0.0
        return 1.0 - min(1.0, max(0.0, (self.shares or {}).get(stage, 0.0)))


NOT_BEGUN = StageStatus()


def words_of(recipe: Recipe) -> int:
    """Words that will be spoken."""
    return len(recipe.audio_track.script.split())


def past_slot(words: int, stages: Iterable[StageTiming]) -> PastSlot:
    """A finished slot as the estimate takes it in."""
    return PastSlot(words, {time.name: (time.end_ms - time.start_ms) / 1000 for time in stages})


def time_left(words: int, status: StageStatus, past: Sequence[PastSlot]) -> TimeLeft | None:
    """How long this slot still takes, by what each past slot says; `None` without past slots."""
    return time_left_of_many([(words, status)], past)


def time_left_of_many(slots: Iterable[tuple[int, StageStatus]], past: Sequence[PastSlot]) -> TimeLeft | None:
    """How long some slots take one after another: words and status of each."""
    usable = [slot for slot in past if slot.words > 0 and set(STAGES) <= slot.seconds.keys()]
    if not usable:
        return None
    work = list(slots)
    unbegun = Counter(words for words, status in work if status is NOT_BEGUN)
    begun = [(words, status) for words, status in work if status is not NOT_BEGUN]
    says = sorted(
        sum(_by_one(words, status, slot) for words, status in begun)
        + sum(_by_one(words, NOT_BEGUN, slot) * count for words, count in unbegun.items())
        for slot in usable
    )
    return TimeLeft(quantile(says, LOW), quantile(says, HIGH), len(usable))


def _by_one(words: int, status: StageStatus, past: PastSlot) -> float:
    """Seconds left if this slot runs as that one did."""
    longer = words / past.words
    return elapsed(
        {
            stage: past.seconds[stage] * status.left_of(stage) * (longer if facts.grows_with_words else 1)
            for stage, facts in STAGE_FACTS.items()
        }
    )
