"""What a machine's doctor found: each check as data and as its line, all of them as JSON and as a verdict."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Annotated, Any

from annotated_types import MaxLen
from pydantic import TypeAdapter, ValidationError

from vortex_gui.base.words.translation import mark, tr

MOST_CHECKS = 256
MOST_NAME_CHARS, MOST_CHARS = 200, 4000


class State(StrEnum):
    """How a check ended."""

    GOOD = "good"
    NOTE = "note"
    """Works without it, but with less."""
    FAULT = "fault"
    """The profile cannot run like this."""


_MARKS: Mapping[State, str] = {State.GOOD: mark("ok"), State.NOTE: mark("note"), State.FAULT: mark("FAULT")}
"""The word that begins a finding's line."""


@dataclass(frozen=True, slots=True)
class Check:
    """One finding; `remedy` says what to do and is empty where the operator need do nothing.

    The bounds hold where it comes from another process or another machine.
    """

    name: Annotated[str, MaxLen(MOST_NAME_CHARS)]
    state: State
    found: Annotated[str, MaxLen(MOST_CHARS)]
    remedy: Annotated[str, MaxLen(MOST_CHARS)] = ""

    def __str__(self) -> str:
        line = f"{tr(_MARKS[self.state]):<5} {self.name}: {self.found}"
        return f"{line}\n      {self.remedy}" if self.remedy else line


@dataclass(frozen=True, slots=True)
class DoctorReport:
    """All findings about one profile."""

    profile: str
    checks: tuple[Check, ...]

    @property
    def faults(self) -> int:
        return sum(check.state is State.FAULT for check in self.checks)

    def plain(self) -> dict[str, Any]:
        """As `doctor --json` prints it."""
        checks = [asdict(check) for check in self.checks]
        return {"profile": self.profile, "faults": self.faults, "checks": checks}

    def verdict(self, machine: str = "") -> str:
        """The last line; `machine` is another one's address."""
        if not self.faults and machine:
            return tr("Profile {profile} can run on {machine}.", profile=self.profile, machine=machine)
        if not self.faults:
            return tr("Profile {profile} can run here.", profile=self.profile)
        if self.faults == 1:
            return tr("Profile {profile}: 1 fault.", profile=self.profile)
        return tr("Profile {profile}: {count} faults.", profile=self.profile, count=self.faults)


_CHECKS: TypeAdapter[tuple[Check, ...]] = TypeAdapter(tuple[Check, ...])


def read_doctor(text: bytes) -> DoctorReport:
    """What `doctor --json` printed, cut to the bounds of a check. Raises `ValueError` for anything else."""
    try:
        data = json.loads(text)
        plain = [_cut(each) for each in data["checks"]][:MOST_CHECKS]
        return DoctorReport(str(data["profile"])[:MOST_NAME_CHARS], _CHECKS.validate_python(plain))
    except (ValidationError, LookupError, TypeError, AttributeError, RecursionError):
        raise ValueError("not a doctor's report") from None


def _cut(plain: Mapping[str, object]) -> dict[str, object]:
    return {
        name: found[: MOST_NAME_CHARS if name == "name" else MOST_CHARS] if isinstance(found, str) else found
        for name, found in plain.items()
    }
