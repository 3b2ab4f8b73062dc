"""One finding of the doctor, as data and as the lines that the operator reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from vortex_gui.base.words.translation import mark, tr


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
    """One finding; `remedy` says what to do and is empty where the operator need do nothing."""

    name: str
    state: State
    found: str
    remedy: str = ""

    def __str__(self) -> str:
        line = f"{tr(_MARKS[self.state]):<5} {self.name}: {self.found}"
        return f"{line}\n      {self.remedy}" if self.remedy else line
