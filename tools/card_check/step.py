"""One step of the check: what it found, how long it took, and whether that is well."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Step:
    """Figures by name, and a sentence for each thing that is not well."""

    name: str
    seconds: float = 0.0
    figures: dict[str, Any] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    skipped: str = ""
    """Why it was not run; an empty text says that it was."""

    def expect(self, holds: bool, fault: str) -> None:
        """Notes the fault unless it holds; the step goes on."""
        if not holds:
            self.faults.append(fault)


def take(name: str, work: Callable[[Step], None]) -> Step:
    """Runs a step; an error in it is a fault of that step, and the next one still runs."""
    step, began = Step(name), time.perf_counter()
    try:
        work(step)
    except Exception as error:
        step.faults.append(f"{type(error).__name__}: {error}")
        step.figures["trace"] = traceback.format_exc()
    step.seconds = round(time.perf_counter() - began, 2)
    return step
