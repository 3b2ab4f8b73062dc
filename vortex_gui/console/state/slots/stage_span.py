"""A stage of a slot as it is drawn on a time axis, while it runs too."""

from __future__ import annotations

from dataclasses import dataclass

from vortex_gui.base.stages import Stage


@dataclass(frozen=True, slots=True)
class StageSpan:
    """When a stage ran, in milliseconds after the slot's start; an open end is still running."""

    name: Stage
    start_ms: float
    end_ms: float | None
    attempts: int = 1
