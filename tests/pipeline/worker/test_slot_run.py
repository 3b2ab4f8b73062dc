"""A slot's way and its end become events; whatever comes of it, the next one can run."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from vortex_gui.base.recipe.recipe import recipe_from_mapping
from vortex_gui.base.report.report import Outcome
from vortex_gui.base.stages import STAGES
from vortex_gui.pipeline import GenerationResult, VortexPipeline
from vortex_gui.pipeline.worker.slot_run import SlotRunner, end_of
from vortex_gui.wire.protocol import (
    Event,
    MemoryLimitPassed,
    RunSlot,
    SlotFailed,
    SlotFinished,
    SlotMissed,
    SlotStarted,
    SlotStopped,
    StageFinished,
    StageProgress,
    StageStarted,
)

RECIPE = recipe_from_mapping(
    {
        "slot_params": {"duration_sec": 0.5},
        "audio_track": {"script": "Good evening."},
        "visual_track": {"prompt": "a presenter"},
    }
).to_json()


def run(pipeline: VortexPipeline, folder: Path, recipe: str, cancel: threading.Event) -> list[Event]:
    events: list[Event] = []
    runner = SlotRunner(pipeline, events.append)
    asyncio.run(runner.run(RunSlot(3, 2, recipe, 5, str(folder), None), cancel))
    runner.close()
    return events


def test_a_slot_tells_its_stages_and_ends_with_its_report(pipeline: VortexPipeline, tmp_path: Path) -> None:
    events = run(pipeline, tmp_path, RECIPE, threading.Event())
    assert events[0] == SlotStarted(3, 2)
    assert {event.stage for event in events if isinstance(event, StageStarted)} == set(STAGES)
    assert {event.stage for event in events if isinstance(event, StageFinished)} == set(STAGES)
    assert any(isinstance(event, StageProgress) for event in events)
    end = next(event for event in events if isinstance(event, SlotFinished))
    assert end.slot_id == 3
    assert (tmp_path / "slot-000003" / "report.json").read_text() == end.report_json


@pytest.mark.expects_log
def test_a_limit_that_memory_passes_is_an_event_of_the_slot(
    pipeline: VortexPipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline.monitor, "soft_limit_bytes", 1)
    events = run(pipeline, tmp_path, RECIPE, threading.Event())
    (passed,) = [event for event in events if isinstance(event, MemoryLimitPassed)]
    assert (passed.slot_id, passed.limit) == (3, "soft")
    assert "Memory over the soft limit" in passed.sentence


def test_a_slot_that_is_cancelled_before_it_begins_is_stopped(
    pipeline: VortexPipeline, tmp_path: Path
) -> None:
    cancel = threading.Event()
    cancel.set()
    events = run(pipeline, tmp_path, RECIPE, cancel)
    assert events[-1] == SlotStopped(3, 2)
    assert list(tmp_path.iterdir()) == []


def test_a_recipe_that_cannot_be_read_fails_the_slot_alone(pipeline: VortexPipeline, tmp_path: Path) -> None:
    started, failed = run(pipeline, tmp_path, "{}", threading.Event())
    assert isinstance(started, SlotStarted)
    assert isinstance(failed, SlotFailed)
    assert failed.code == "recipe"


@pytest.mark.parametrize(
    ("outcome", "kind"),
    [("done", SlotFinished), ("cancelled", SlotStopped), ("missed", SlotMissed), ("failed", SlotFailed)],
)
def test_every_outcome_has_its_event(outcome: Outcome, kind: type) -> None:
    result = GenerationResult(3, outcome == "done", 1.0, outcome=outcome, error_msg="It failed.")
    event = end_of(3, 1, result)
    assert type(event) is kind
    assert getattr(event, "sentence", "It failed.") == "It failed."
