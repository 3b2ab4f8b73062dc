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
from vortex_gui.base.notation.bounds import MAX_SEED
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.base.report.report import MemoryLevel, StageTiming
from vortex_gui.base.stages import STAGE_FACTS, STAGES, Stage
from vortex_gui.base.words.translation import tr
from vortex_gui.pipeline.slot.stage_run import StageRun

STALL_LIMIT_S = 300.0
"""The setting's default: no step of a profile that ships takes so long on any machine that can hold it."""


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
    """What every stage of one slot shares.

    `due_s` is the operator's deadline and `target_s` the profile's target, both in seconds from the start;
    `None` is none. A stage fails when nothing moved in it for `stall_limit_s`.
    """

    slot_id: int
    seed: int
    recipe: Recipe
    cancel: threading.Event
    listener: SlotListener
    due_s: float | None
    target_s: float | None = None
    stall_limit_s: float = STALL_LIMIT_S
    check_memory: Callable[[], object] = lambda: None
    started_at: float = field(default_factory=time.monotonic)
    warnings: list[str] = field(default_factory=list)
    take: int = 0
    """Which take of the slot it is, from 0; each has the next seed."""
    take_began_s: float = 0.0
    """Seconds from the slot's start to that of this take."""
    lasting: list[str] = field(default_factory=list)
    """Warnings that concern the slot whichever take of it is kept."""
    _abandoned: threading.Event = field(default_factory=threading.Event)
    _running: dict[Stage, StageRun] = field(default_factory=dict)
    _timings: dict[Stage, StageTiming] = field(default_factory=dict)
    _cut: dict[Stage, StageTiming] = field(default_factory=dict)

    def again(self, take: int) -> SlotContext:
        """The context of a further take: the same slot, clock and cancel, and nothing done yet."""
        return replace(
            self,
            take=take,
            take_began_s=self.elapsed_s,
            warnings=[],
            _abandoned=threading.Event(),
            _running={},
            _timings={},
            _cut={},
        )

    @property
    def take_seed(self) -> int:
        """The seed that this take is made with; the first one's is the slot's own."""
        return (self.seed + self.take) % (MAX_SEED + 1)

    def step(self) -> None:
        """Looked at between steps and chunks.

        Raises:
            SlotCancelled, SlotAbandoned: the slot is to stop.
            StageTimeout: nothing moved in a running stage for too long.
            MemoryPressureError: memory is, or was, over the hard limit.
        """
        if self.cancel.is_set():
            raise SlotCancelled
        if self._abandoned.is_set():
            raise SlotAbandoned
        self.check_moving()
        self.check_memory()

    @property
    def look_s(self) -> float:
        """Seconds between two looks at whether a stage moves."""
        return min(1.0, self.stall_limit_s / 4)

    def check_moving(self) -> None:
        """From any thread, since a stage that hangs comes to no step.

        Raises:
            StageTimeout: nothing moved in a running stage for too long.
            SlotCancelled: the same, and it had been asked to stop.
        """
        now = time.monotonic()
        still = [
            stage for stage, run in self._running.copy().items() if now - run.moved_at > self.stall_limit_s
        ]
        if still:
            raise SlotCancelled if self.cancel.is_set() else _stalled(still[0], self.stall_limit_s)

    def abandon(self) -> None:
        """Lets every thread of this slot end at its next step."""
        self._abandoned.set()

    def progress(self, stage: Stage, done: int, total: int, worked: float | None = None) -> None:
        """A step boundary with progress to tell; `worked` are its units where it counts them itself."""
        if run := self._running.get(stage):
            run.note(time.monotonic(), done, total, worked)
        self.step()
        self.listener.on_progress(stage, done, total)

    @contextmanager
    def stage(self, name: Stage, attempt: int = 1, units: float | None = None) -> Iterator[None]:
        """Times a stage and its work, and names it in model errors."""
        self.step()
        run = self._running[name] = StageRun(name, time.monotonic(), attempt, units)
        start_ms = self._ms(run.began)
        self.listener.on_stage_started(name, start_ms)
        try:
            yield
            run.moved_at = time.monotonic()
            self.step()
        except ModelError as error:
            self._note_cut(run, start_ms)
            raise StageError(name, error.sentence, remedy=error.remedy) from error
        except BaseException:
            self._note_cut(run, start_ms)
            raise
        finally:
            del self._running[name]
        timing = run.finished(StageTiming(name, start_ms, self._ms(time.monotonic()), attempt, units))
        self._timings[name] = timing
        self.listener.on_stage_finished(name, timing.start_ms, timing.end_ms, attempt)

    def _note_cut(self, run: StageRun, start_ms: float) -> None:
        if lesson := run.cut(start_ms):
            self._cut[run.name] = lesson

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

        One that failed or was cut counts with what it had done.
        """
        stuck = (run.cut(self._ms(run.began)) for run in self._running.copy().values())
        cut = {timing.name: timing for timing in (*self._cut.values(), *filter(None, stuck))}
        return (*self.timings, *(timing for name, timing in cut.items() if name not in self._timings))

    @property
    def elapsed_ms(self) -> float:
        return self._ms(time.monotonic())

    @property
    def elapsed_s(self) -> float:
        return time.monotonic() - self.started_at

    @property
    def spent_s(self) -> float:
        """Seconds since this take began: budgets count for each take of its own."""
        return self.elapsed_s - self.take_began_s

    def remaining_s(self) -> float | None:
        """Seconds to the deadline, negative past it; `None` without one."""
        return None if self.due_s is None else self.due_s - (time.monotonic() - self.started_at)

    def seed_for(self, stage: Stage) -> int:
        """The stage's own seed, 0 to 2⁶³−1, derived from the slot's so that stages do not share noise."""
        digest = hashlib.sha256(f"{self.take_seed}:{stage}".encode()).digest()
        return int.from_bytes(digest[:8], "big") >> 1

    def warn(self, sentence: str) -> None:
        """Adds a sentence to the report, once."""
        if sentence not in self.warnings:
            self.warnings.append(sentence)

    def warn_lastingly(self, sentence: str) -> None:
        """Adds a sentence to the report whichever take is kept."""
        self.warn(sentence)
        self.lasting.append(sentence)

    def pass_limit(self, limit: MemoryLevel, sentence: str) -> None:
        """Tells that the slot's memory passed a limit; also in the report."""
        self.warn_lastingly(sentence)
        self.listener.on_memory(limit, sentence)

    def _ms(self, moment: float) -> float:
        return round((moment - self.started_at) * 1000, 3)


def _stalled(stage: Stage, limit_s: float) -> StageTimeout:
    return StageTimeout(
        stage,
        tr("Nothing moved in {stage} for {limit:g} s.", stage=tr(STAGE_FACTS[stage].label), limit=limit_s),
        remedy=tr("Retry it. If one step takes so long on this machine, raise pipeline.stall_limit_s."),
    )
