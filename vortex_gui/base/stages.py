"""The stages of a slot, in one table: name, label, order, which run side by side, hue, weight, budget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from vortex_gui.base.hues import Hue
from vortex_gui.base.words.translation import mark

Stage = Literal["speech", "actor", "animation", "verification", "output"]
"""A type checker reads names from a type alone; a test holds it to the table."""
Unit = Literal["words", "steps", "frames", "once"]
"""Words spoken, denoising steps, frames drawn (the others are blended), or the whole stage."""


@dataclass(frozen=True, slots=True)
class StageFacts:
    """One stage of a slot."""

    label: str
    hue: Hue
    weight: int
    """About its share of a slot's time: the width of its progress."""
    budget_s: float
    """Seconds that it should take in a profile that names no budget."""
    beside: Stage | None = None
    """The stage that leads its turn: both run at the same time."""
    unit: Unit = "once"
    """The unit of its work; `once` takes the same time for any slot."""
    uses_device: bool = True
    """Whether it works on the models' device; other stages cost a card no time."""


STAGE_FACTS: Mapping[Stage, StageFacts] = {
    "speech": StageFacts(mark("Speech"), "amber", 10, 30, unit="words"),
    "actor": StageFacts(mark("Actor"), "violet", 20, 30, beside="speech", unit="steps"),
    "animation": StageFacts(mark("Animation"), "teal", 50, 90, unit="frames"),
    "verification": StageFacts(mark("Verification"), "blue", 12, 15),
    "output": StageFacts(mark("Output"), "rose", 8, 30, uses_device=False),
}
"""In the order of the story."""

STAGES: tuple[Stage, ...] = tuple(STAGE_FACTS)
DEVICE_STAGES: tuple[Stage, ...] = tuple(stage for stage in STAGES if STAGE_FACTS[stage].uses_device)


def _turns() -> tuple[tuple[Stage, ...], ...]:
    leaders = [stage for stage, facts in STAGE_FACTS.items() if facts.beside is None]
    beside = {leader: [s for s in STAGES if STAGE_FACTS[s].beside == leader] for leader in leaders}
    return tuple((leader, *beside[leader]) for leader in leaders)


TURNS: tuple[tuple[Stage, ...], ...] = _turns()
"""The stages turn by turn: those of one turn run side by side."""


def elapsed(seconds: Mapping[Stage, float]) -> float:
    """Total time of stages of these lengths: of those side by side the longest counts."""
    return sum(max(seconds.get(stage, 0.0) for stage in turn) for turn in TURNS)


def stages_before(stage: Stage) -> tuple[Stage, ...]:
    """The stages that end before this one begins."""
    turn = next(at for at, turn in enumerate(TURNS) if stage in turn)
    return tuple(earlier for turns in TURNS[:turn] for earlier in turns)


def weight_of(stage: Stage) -> float:
    """A stage's share of a slot, 0 to 1."""
    return STAGE_FACTS[stage].weight / sum(facts.weight for facts in STAGE_FACTS.values())
