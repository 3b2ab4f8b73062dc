"""What is heard of a slot: its longest step, and whether a cancel stopped it at the next one."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable

from vortex_gui.base.stages import STAGES, Stage, stages_before
from vortex_gui.pipeline.slot.context import SilentListener

EFFECTIVE_S = 1.0
"""A cancel takes effect within this time, or at the end of a step that takes longer."""
ENDING = 1.5
"""Of the longest step: the one under way, and what ends the slot behind it on a machine just as busy."""


def limit_s(longest_step_s: float) -> float:
    """How long a cancel may take where whole slots of the same run had such a step.

    On a quiet machine no step of the mini models is that long; a busy one stretches steps and cancels alike.
    """
    return max(EFFECTIVE_S, ENDING * longest_step_s)


class Heard(SilentListener):
    """Follows one slot after another; cancels when `stop_at` begins."""

    def __init__(self, stop_at: Stage | None = None, clock: Callable[[], float] = time.perf_counter) -> None:
        self.cancel = threading.Event()
        self.cancelled_at = 0.0
        self.longest_step_s = 0.0
        self._stop_at = stop_at
        self._clock = clock
        self._moved_at: dict[Stage, float] = {}
        self._steps_after: Counter[Stage] = Counter()
        self._begun_after: list[Stage] = []

    @property
    def went_on(self) -> list[Stage]:
        """Stages that a cancel did not stop.

        The one beside the cancelled stage may have passed its check when the flag was set: it has one step.
        """
        allowed = {stage: int(stage != self._stop_at) for stage in STAGES}
        stepped = [stage for stage, steps in self._steps_after.items() if steps > allowed[stage]]
        return [*stepped, *(stage for stage in self._begun_after if self._comes_later(stage))]

    def on_stage_started(self, stage: Stage, at_ms: float) -> None:
        self._moved_at[stage] = self._clock()
        if self.cancel.is_set():
            self._begun_after.append(stage)
        if stage == self._stop_at:
            self.cancelled_at = self._moved_at[stage]
            self.cancel.set()

    def on_progress(self, stage: Stage, done: int, total: int) -> None:
        if self.cancel.is_set():
            self._steps_after[stage] += 1
        self._note_step(stage)

    def on_stage_finished(self, stage: Stage, start_ms: float, end_ms: float, attempts: int) -> None:
        self._note_step(stage)

    def _note_step(self, stage: Stage) -> None:
        now = self._clock()
        self.longest_step_s = max(self.longest_step_s, now - self._moved_at[stage])
        self._moved_at[stage] = now

    def _comes_later(self, stage: Stage) -> bool:
        return self._stop_at is not None and self._stop_at in stages_before(stage)
