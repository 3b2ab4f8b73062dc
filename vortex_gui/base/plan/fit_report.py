"""What `vortex-gui fit` chose for a card, typed once: the command writes it, and the console reads it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import cache

from pydantic import TypeAdapter

from vortex_gui.base.plan.plan_report import PlanReport


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a profile, in the operator's words."""

    what: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class FitReport:
    """The choices, the plan that they come to, and where the profile was written."""

    gpu: str
    profile_path: str
    choices: tuple[Choice, ...]
    plan: PlanReport

    def to_json(self) -> str:
        """One JSON object with these names."""
        return json.dumps(asdict(self), indent=2)


def read_fit(text: str | bytes) -> FitReport:
    """The report in JSON text, unknown names passed over; raises `ValueError` for anything else."""
    return _adapter().validate_json(text)


@cache
def _adapter() -> TypeAdapter[FitReport]:
    return TypeAdapter(FitReport)
