"""The plan as data: bytes, floors and verdict, each with where it comes from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from vortex_gui.base.plan.plan_report import HostNeeds, PlannedPart, PlanReport, StagePlan
from vortex_gui.pipeline.plan.layout import Component

Basis = Literal["computed", "assumed"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of bytes with its name, and where it comes from."""

    name: str
    bytes: int
    basis: Basis


@dataclass(frozen=True, slots=True)
class Plan:
    """A profile's needs. Sizes in bytes, times in seconds; `rung` is `None` when none meets the target,
    which `deadline_s` is."""

    profile: str
    gpu: str | None
    components: tuple[Component, ...]
    buffers: tuple[Figure, ...]
    working: tuple[Figure, ...]
    """Living activations by stage; the largest counts, since heavy stages never run beside each other."""
    workspace: tuple[Figure, ...]
    """What the libraries take beside them, in any stage."""
    savings: tuple[Figure, ...]
    """What the loaders save against `components`, where they can."""
    outside: tuple[Figure, ...]
    """Beside the allocator: lowest and highest."""
    soft_limit_bytes: int
    hard_limit_bytes: int
    card_bytes: int | None
    stages: tuple[StagePlan, ...]
    floor_s: float | None
    deadline_s: float | None
    rung: str | None
    animation_batch: int
    """Frames the animator may draw at once within the hard limit."""
    advice: tuple[str, ...]
    beside: tuple[Component, ...] = ()
    """What computes on the CPU beside a card, in host memory."""
    host: HostNeeds | None = None

    @property
    def resident_bytes(self) -> int:
        """Weights of all models, without the savings."""
        return sum(held.bytes for held in self.components)

    @property
    def saved_bytes(self) -> int:
        return sum(figure.bytes for figure in self.savings)

    @property
    def buffers_bytes(self) -> int:
        """Buffers in the memory that the limits speak of."""
        return sum(figure.bytes for figure in self.buffers)

    @property
    def working_bytes(self) -> int:
        """The largest stage's activations and the libraries' workspace."""
        workspace = sum(figure.bytes for figure in self.workspace)
        return max((figure.bytes for figure in self.working), default=0) + workspace

    @property
    def total_bytes(self) -> int:
        return self.resident_bytes + self.buffers_bytes + self.working_bytes

    @property
    def needed_bytes(self) -> int:
        """The least that must be free for loading beside a card's context, which the asking itself makes."""
        return self.total_bytes - self.saved_bytes

    @property
    def fits(self) -> bool:
        """Whether the total keeps the hard limit, and with the lowest context the card's memory."""
        lowest = self.outside[0].bytes if self.outside else 0
        inside_card = self.card_bytes is None or self.total_bytes + lowest <= self.card_bytes
        return self.total_bytes <= self.hard_limit_bytes and inside_card

    def report(self) -> PlanReport:
        """The plan as `vortex-gui plan --json` prints it."""
        return PlanReport(
            profile=self.profile,
            gpu=self.gpu,
            components=tuple(
                PlannedPart(c.role, c.name, c.params, c.precision, c.bytes) for c in self.components
            ),
            resident_bytes=self.resident_bytes,
            buffers_bytes=self.buffers_bytes,
            working_bytes=self.working_bytes,
            total_bytes=self.total_bytes,
            soft_limit_bytes=self.soft_limit_bytes,
            hard_limit_bytes=self.hard_limit_bytes,
            fits=self.fits,
            stages=tuple(replace(stage, floor_s=_rounded(stage.floor_s)) for stage in self.stages),
            floor_s=_rounded(self.floor_s),
            deadline_s=self.deadline_s,
            rung=self.rung,
            advice=self.advice,
            host=self.host,
        )


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 4)
