"""One finding of the doctor, as data and as the lines that the operator reads."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a check ended."""

    GOOD = "good"
    NOTE = "note"
    """Works without it, but with less."""
    FAULT = "fault"
    """The profile cannot run like this."""


@dataclass(frozen=True, slots=True)
class Check:
    """One finding; `remedy` says what to do and is empty where nothing is to be done."""

    name: str
    state: State
    found: str
    remedy: str = ""

    def __str__(self) -> str:
        mark = {State.GOOD: "ok", State.NOTE: "note", State.FAULT: "FAULT"}[self.state]
        line = f"{mark:<6}{self.name}: {self.found}"
        return f"{line}\n      {self.remedy}" if self.remedy else line
