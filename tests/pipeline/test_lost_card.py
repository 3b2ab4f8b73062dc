"""A card whose context is dead: no slot is blamed, and no other one is tried. The errors are imitated."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from tests.pipeline.test_budgets import TWO_SECONDS, over_the_same_models
from vortex_gui.base.stages import Stage
from vortex_gui.pipeline.resident.device import Device, is_lost
from vortex_gui.pipeline.slot.context import SilentListener
from vortex_gui.pipeline.vortex import VortexPipeline
from vortex_gui.pipeline.worker.slot_run import SlotRunner
from vortex_gui.wire.protocol import Event, RunSlot, SlotFinished, SlotStarted

ILLEGAL = "CUDA error: an illegal memory access was encountered"


@pytest.fixture
def own(pipeline: VortexPipeline, tmp_path: Path) -> Iterator[VortexPipeline]:
    made = over_the_same_models(pipeline, pipeline.profile, tmp_path)
    yield made
    made._threads.close()


class LosesTheCard(SilentListener):
    def on_progress(self, stage: Stage, done: int, total: int) -> None:
        if stage == "actor":
            raise torch.AcceleratorError(ILLEGAL)


def run(pipeline: VortexPipeline, out: Path) -> list[Event]:
    told: list[Event] = []
    runner = SlotRunner(pipeline, told.append)
    recipe = TWO_SECONDS.with_slot(duration_sec=0.5).to_json()
    asyncio.run(runner.run(RunSlot(1, 1, recipe, 5, str(out), None), threading.Event()))
    runner.close()
    return told


def test_which_errors_mean_it() -> None:
    assert is_lost(torch.AcceleratorError(ILLEGAL))
    assert is_lost(RuntimeError(ILLEGAL))
    assert not is_lost(torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB."))
    assert not is_lost(RuntimeError("expected m1 and m2 to have the same dtype"))
    assert not is_lost(ValueError(ILLEGAL))


@pytest.mark.expects_log
def test_a_slot_that_loses_it_ends_in_no_report_but_in_a_pipeline_that_is_not_usable(
    own: VortexPipeline, tmp_path: Path
) -> None:
    result = asyncio.run(
        own.generate_slot(TWO_SECONDS.with_slot(duration_sec=0.5), 1, listener=LosesTheCard())
    )
    assert (result.success, own.is_lost, own.is_usable) == (False, True, False)


@pytest.mark.expects_log
def test_an_error_that_comes_up_behind_the_slot_leaves_it_to_the_next_worker(
    own: VortexPipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dead(_: Device) -> None:
        raise torch.AcceleratorError(ILLEGAL)

    monkeypatch.setattr(Device, "synchronize", dead)
    told = run(own, tmp_path / "out")
    assert not own.is_usable
    assert told[0] == SlotStarted(1, 1)
    assert not any(hasattr(event, "report_json") for event in told)


def test_without_an_error_the_slot_ends_as_ever(own: VortexPipeline, tmp_path: Path) -> None:
    told = run(own, tmp_path / "out")
    assert own.is_usable
    assert isinstance(told[-1], SlotFinished)


def test_a_warm_up_is_over_when_the_device_is(own: VortexPipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    """A card queues work and returns at once: each run counts until the card has done it."""
    waited: list[int] = []
    monkeypatch.setattr(Device, "synchronize", lambda _: waited.append(1))
    asyncio.run(own.warm_up("clip_b"))
    assert len(waited) >= 3, "before the first run, and behind each"
