"""A plan as it is handed on, typed once: `vortex-gui plan --json` writes it, and the console reads it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import cache

from pydantic import FiniteFloat, TypeAdapter

from vortex_gui.base.roles import Role
from vortex_gui.base.stages import Stage


@dataclass(frozen=True, slots=True)
class PlannedPart:
    """A network of a role; `params` is `None` where none can be counted."""

    role: Role
    name: str
    params: int | None
    precision: str
    bytes: int


@dataclass(frozen=True, slots=True)
class StagePlan:
    """One stage at full quality; `None` is not known: no card named, or no torch network."""

    name: Stage
    flop: int | None
    bytes: int | None
    floor_s: FiniteFloat | None


@dataclass(frozen=True, slots=True)
class HostNeeds:
    """What so many workers take of the machine beside its cards, in bytes.

    Each has its own; libraries and prepared weights are held once for all of them.
    """

    workers: int
    own_bytes: int
    shared_bytes: int
    prepared_bytes: int
    memory_bytes: int
    disk_bytes: int


@dataclass(frozen=True, slots=True)
class PlanReport:
    """A profile's needs. Sizes in bytes, times in seconds; `rung` is `None` when none meets the target,
    which `deadline_s` is."""

    profile: str
    gpu: str | None
    components: tuple[PlannedPart, ...]
    resident_bytes: int
    buffers_bytes: int
    working_bytes: int
    total_bytes: int
    soft_limit_bytes: int
    hard_limit_bytes: int
    fits: bool
    stages: tuple[StagePlan, ...]
    floor_s: FiniteFloat | None
    deadline_s: FiniteFloat | None
    rung: str | None
    advice: tuple[str, ...]
    host: HostNeeds | None = None

    def to_json(self) -> str:
        """One JSON object with these names."""
        return json.dumps(asdict(self), indent=2)


def read_plan(text: str | bytes) -> PlanReport:
    """The plan in JSON text, unknown names passed over; raises `ValueError` for anything else."""
    return _adapter().validate_json(text)


@cache
def _adapter() -> TypeAdapter[PlanReport]:
    """Made at first use: few sittings ask for a plan."""
    return TypeAdapter(PlanReport)
