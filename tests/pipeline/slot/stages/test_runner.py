"""Turn by turn over the real models: a whole draft, a stage tried again, a deadline that no rung meets."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from tests.pipeline.slot.stages.conftest import Heard
from vortex_gui.base.errors import DeadlineMissed, SlotCancelled, StageError, StageTimeout
from vortex_gui.base.pace.learned_clock import LearnedClock
from vortex_gui.base.pace.work import Extent
from vortex_gui.base.stages import STAGES, Stage
from vortex_gui.pipeline import VortexPipeline
from vortex_gui.pipeline.slot.draft import Draft
from vortex_gui.pipeline.slot.pace.expectation import Expectation
from vortex_gui.pipeline.slot.stages import runner
from vortex_gui.pipeline.slot.stages.actor import ActorStage
from vortex_gui.pipeline.slot.stages.runner import StageRunner
from vortex_gui.pipeline.slot.stages.speech import SpeechStage
from vortex_gui.pipeline.slot.stages.stage import Studio
from vortex_gui.pipeline.slot.stages.table import SLOT_STAGES
from vortex_gui.pipeline.slot.threads import StageThreads


@pytest.fixture
def threads() -> Iterator[StageThreads]:
    made = StageThreads()
    yield made
    made.close()


@pytest.fixture
def clock() -> LearnedClock:
    return LearnedClock()


@pytest.fixture
def stages(
    studio: Studio, pipeline: VortexPipeline, clock: LearnedClock, threads: StageThreads
) -> StageRunner:
    return StageRunner(studio, pipeline.device, Expectation(clock), threads)


class Stumbles(SpeechStage):
    """The real stage, after it has failed so many times."""

    def __init__(self, times: int) -> None:
        self.left = times

    def run(self, draft: Draft, studio: Studio) -> None:
        if self.left:
            self.left -= 1
            raise RuntimeError("the engine stumbled")
        super().run(draft, studio)


def test_a_draft_goes_through_every_stage_and_its_work_is_counted(stages: StageRunner, draft: Draft) -> None:
    asyncio.run(stages.run(draft))
    assert [timing.name for timing in draft.context.timings] == list(STAGES)
    assert draft.verification is not None
    assert draft.folder.part_files.video.stat().st_size > 0
    assert all(timing.units for timing in draft.context.lesson)


def test_a_library_that_stumbles_once_is_tried_again_and_told(
    stages: StageRunner, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    stumbling = Stumbles(1)
    monkeypatch.setattr(runner, "SLOT_STAGES", {**SLOT_STAGES, "speech": stumbling})
    asyncio.run(stages.run(draft))
    speech = next(timing for timing in draft.context.timings if timing.name == "speech")
    assert speech.attempts == 2
    assert "Speech failed and was tried again (the engine stumbled)." in draft.context.warnings


def test_one_that_stumbles_every_time_fails_the_slot(
    stages: StageRunner, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "SLOT_STAGES", {**SLOT_STAGES, "speech": Stumbles(9)})
    with pytest.raises(StageError, match=r"Speech failed 2 times \(the engine stumbled\)"):
        asyncio.run(stages.run(draft))


def test_a_deadline_that_no_rung_meets_is_missed_before_any_work(
    stages: StageRunner, draft: Draft, clock: LearnedClock
) -> None:
    clock.remember(dict.fromkeys(STAGES, 1000.0))
    draft.context.due_s = 5.0
    began = time.monotonic()
    with pytest.raises(DeadlineMissed):
        asyncio.run(stages.run(draft))
    assert draft.context.timings == ()
    assert time.monotonic() - began < 5


def test_before_the_speech_is_there_the_length_is_guessed_by_the_words(
    stages: StageRunner, draft: Draft
) -> None:
    steps = stages._studio.profile.actor.steps
    assert stages._extent(draft) == Extent(words=2, frames=round(0.5 * draft.fps), steps=steps)
    draft.frames = 40
    assert stages._extent(draft).frames == 40


class Hangs(SpeechStage):
    """The real stage, which stops in a call that does not return until the test lets it."""

    def __init__(self) -> None:
        self.let_go = threading.Event()

    def run(self, draft: Draft, studio: Studio) -> None:
        assert self.let_go.wait(60)
        super().run(draft, studio)


class KeepsMoving(ActorStage):
    """Beside one that hangs: it makes progress until it is told to stop."""

    def run(self, draft: Draft, studio: Studio) -> None:
        for done in range(100_000):
            draft.context.progress("actor", done, 100_000)
            time.sleep(0.01)


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hangs]:
    stage = Hangs()
    monkeypatch.setattr(runner, "SLOT_STAGES", {**SLOT_STAGES, "speech": stage, "actor": KeepsMoving()})
    yield stage
    stage.let_go.set()


def test_a_stage_in_which_nothing_moves_fails_though_its_thread_never_returns(
    stages: StageRunner, draft: Draft, threads: StageThreads, hanging: Hangs
) -> None:
    draft.context.stall_limit_s = 0.5
    began = time.monotonic()
    with pytest.raises(StageTimeout, match=r"^Nothing moved in Speech for 0\.5 s\."):
        asyncio.run(stages.run(draft))
    assert time.monotonic() - began < 20
    assert threads.is_stuck
    hanging.let_go.set()
    wait_until(lambda: not threads.is_stuck)


def test_a_stage_that_hangs_and_was_cancelled_ends_cancelled(
    stages: StageRunner, draft: Draft, hanging: Hangs
) -> None:
    class Cancels(Heard):
        def on_stage_started(self, stage: Stage, at_ms: float) -> None:
            draft.context.cancel.set()

    draft.context.stall_limit_s, draft.context.listener = 0.5, Cancels()
    with pytest.raises(SlotCancelled):
        asyncio.run(stages.run(draft))


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)
