"""One attempt at a stage: when it began, how far it came, and what it teaches the clock."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vortex_gui.base.report.report import StageTiming
from vortex_gui.base.stages import Stage

TELLING_SHARE = 0.25
"""Of a stage that was cut: before it, what the stage does once weighs too much in its pace."""


@dataclass(frozen=True, slots=True)
class Mark:
    """So many units of work were done at a moment of the monotonic clock."""

    at: float
    units: float


@dataclass(slots=True)
class StageRun:
    """Moments are seconds of the monotonic clock. `units` is the work planned, `None` where nobody knows."""

    name: Stage
    began: float
    attempt: int = 1
    units: float | None = None
    first: Mark | None = None
    last: Mark | None = None
    worked: float | None = None
    """The work done as the stage itself counts it: less than planned where it stepped down on its way."""
    moved_at: float = 0.0
    """When something last moved in it."""

    def __post_init__(self) -> None:
        self.moved_at = self.began

    def note(self, at: float, done: int, total: int, worked: float | None) -> None:
        """Notes progress; `worked` are the units behind it where they are not the planned ones' share."""
        self.worked = worked
        planned = (self.units or 0.0) * (done / total if total else 0.0)
        self.last = Mark(at, planned if worked is None else worked)
        self.first = self.first or self.last
        self.moved_at = at

    def finished(self, timing: StageTiming) -> StageTiming:
        """Its timing with the work that it did."""
        return replace(timing, units=self.worked) if self.worked else timing

    def cut(self, start_ms: float) -> StageTiming | None:
        """Its lesson when it failed or was cancelled; `None` when it had done nothing.

        Only the time up to its last progress counts. One that had hardly begun is told as if it had gone on
        at the pace of its last steps, so that what it does once does not count for every step.
        """
        first, last, planned = self.first, self.last, self.units
        if first is None or last is None or not planned or last.units <= 0:
            return None
        seconds, units = last.at - self.began, last.units
        if units < TELLING_SHARE * planned and last.units > first.units:
            pace_s = (last.at - first.at) / (last.units - first.units)
            seconds, units = seconds + pace_s * (planned - units), planned
        return StageTiming(self.name, start_ms, round(start_ms + seconds * 1000, 3), self.attempt, units)
