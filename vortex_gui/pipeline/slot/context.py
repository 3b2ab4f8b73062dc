"""One slot under way: its cancel flag, clock, deadline, stages and progress, looked at from every thread."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from vortex_gui.base.errors import ModelError, SlotCancelled, StageError, StageTimeout
from vortex_gui.base.profile import Timeouts
from vortex_gui.base.recipe import Recipe
from vortex_gui.base.report import MemoryLevel, StageTiming
from vortex_gui.base.stages import STAGE_FACTS, STAGES, Stage
from vortex_gui.base.words.translation import tr

TELLING_SHARE = 0.25
"""Of a stage that was cut: its first steps carry what it does once, and say little of its pace."""


class SlotListener(Protocol):
    """Follows a slot's way, from the pipeline's threads; must return quickly and not raise."""

    def on_stage_started(self, stage: Stage, at_ms: float) -> None: ...

    def on_progress(self, stage: Stage, done: int, total: int) -> None: ...

    def on_preview(self, stage: Stage, index: int, picture: NDArray[np.uint8]) -> None:
        """A picture uint8 (H,W,3) of the step or frame `index`."""

    def on_stage_finished(self, stage: Stage, start_ms: float, end_ms: float, attempts: int) -> None: ...

    def on_memory(self, limit: MemoryLevel, sentence: str) -> None:
        """The slot's memory passed a limit; once for each."""


class SilentListener:
    """Hears nothing: for callers who only want the result."""

    def on_stage_started(self, stage: Stage, at_ms: float) -> None: ...

    def on_progress(self, stage: Stage, done: int, total: int) -> None: ...

    def on_preview(self, stage: Stage, index: int, picture: NDArray[np.uint8]) -> None: ...

    def on_stage_finished(self, stage: Stage, start_ms: float, end_ms: float, attempts: int) -> None: ...

    def on_memory(self, limit: MemoryLevel, sentence: str) -> None: ...


class SlotAbandoned(Exception):
    """Raised at a step boundary when the stage beside this one has failed; never leaves the pipeline."""


@dataclass(eq=False)
class SlotContext:
    """What every stage of one slot shares. `due_s` counts from the start; `None` is no deadline."""

    slot_id: int
    seed: int
    recipe: Recipe
    timeouts: Timeouts
    cancel: threading.Event
    listener: SlotListener
    due_s: float | None
    check_memory: Callable[[], object] = lambda: None
    started_at: float = field(default_factory=time.monotonic)
    warnings: list[str] = field(default_factory=list)
    _abandoned: threading.Event = field(default_factory=threading.Event)
    _running: dict[Stage, float] = field(default_factory=dict)
    _timings: dict[Stage, StageTiming] = field(default_factory=dict)
    _shares: dict[Stage, float] = field(default_factory=dict)
    _cut: dict[Stage, StageTiming] = field(default_factory=dict)

    def step(self) -> None:
        """Looked at between steps and chunks.

        Raises:
            SlotCancelled, SlotAbandoned: the slot is to stop.
            StageTimeout: a running stage, or the slot, is over its time.
            MemoryPressureError: memory is, or was, over the hard limit.
        """
        if self.cancel.is_set():
            raise SlotCancelled
        if self._abandoned.is_set():
            raise SlotAbandoned
        now = time.monotonic()
        for stage, began in tuple(self._running.items()):
            limit = self.timeouts.of(stage)
            if now - began > limit:
                raise StageTimeout(
                    stage,
                    tr(
                        "{stage} took longer than {limit:g} s.",
                        stage=tr(STAGE_FACTS[stage].label),
                        limit=limit,
                    ),
                )
        if now - self.started_at > self.timeouts.slot_s:
            raise StageTimeout(
                "slot", tr("The slot took longer than {limit:g} s.", limit=self.timeouts.slot_s)
            )
        self.check_memory()

    def abandon(self) -> None:
        """Lets every thread of this slot end at its next step."""
        self._abandoned.set()

    def progress(self, stage: Stage, done: int, total: int) -> None:
        """A step boundary with progress to tell."""
        self._shares[stage] = done / total if total else 0.0
        self.step()
        self.listener.on_progress(stage, done, total)

    @contextmanager
    def stage(self, name: Stage, attempt: int = 1, units: float | None = None) -> Iterator[None]:
        """Times a stage and its work, holds it to its time-out at its end too, names it in model errors."""
        self.step()
        began = time.monotonic()
        self._running[name] = began
        self._shares.pop(name, None)
        self.listener.on_stage_started(name, self._ms(began))
        try:
            yield
            self.step()
        except ModelError as error:
            raise StageError(name, error.sentence, remedy=error.remedy) from error
        finally:
            del self._running[name]
            timing = StageTiming(name, self._ms(began), self._ms(time.monotonic()), attempt, units)
            self._cut[name] = timing
        self._timings[name] = timing
        self.listener.on_stage_finished(name, timing.start_ms, timing.end_ms, attempt)

    @property
    def running_stages(self) -> str:
        """Names of the stages at work at this moment, such as `speech+actor`."""
        return "+".join(tuple(self._running))

    @property
    def timings(self) -> tuple[StageTiming, ...]:
        """The finished stages, in the order of the story."""
        return tuple(self._timings[name] for name in STAGES if name in self._timings)

    @property
    def lesson(self) -> tuple[StageTiming, ...]:
        """The clock's lesson from this slot, whatever its outcome: its stages with the work they did.

        One that was cut counts with the work it had done, if that was enough to tell its pace.
        """
        cut = (
            replace(timing, units=timing.units * self._shares.get(name, 0.0))
            for name, timing in self._cut.items()
            if name not in self._timings and timing.units and self._shares.get(name, 0.0) >= TELLING_SHARE
        )
        return (*self.timings, *cut)

    @property
    def elapsed_ms(self) -> float:
        return self._ms(time.monotonic())

    def remaining_s(self) -> float | None:
        """Seconds to the deadline, negative past it; `None` without one."""
        return None if self.due_s is None else self.due_s - (time.monotonic() - self.started_at)

    def seed_for(self, stage: Stage) -> int:
        """The stage's own seed, 0 to 2⁶³−1, derived from the slot's so that stages do not share noise."""
        digest = hashlib.sha256(f"{self.seed}:{stage}".encode()).digest()
        return int.from_bytes(digest[:8], "big") >> 1

    def warn(self, sentence: str) -> None:
        """Adds a sentence to the report, once."""
        if sentence not in self.warnings:
            self.warnings.append(sentence)

    def pass_limit(self, limit: MemoryLevel, sentence: str) -> None:
        """Tells that the slot's memory passed a limit; also in the report."""
        self.warn(sentence)
        self.listener.on_memory(limit, sentence)

    def _ms(self, moment: float) -> float:
        return round((moment - self.started_at) * 1000, 3)
