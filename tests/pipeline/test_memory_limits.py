"""The memory limits on a real slot: a burst between two steps, a soft crossing, idle memory alone."""

from __future__ import annotations

import asyncio
import json
import mmap
import sys
from pathlib import Path
from typing import Any

import pytest

from vortex_gui.base.recipe.recipe import recipe_from_mapping
from vortex_gui.base.report.report import MemoryLevel
from vortex_gui.base.stages import Stage
from vortex_gui.base.words.amounts import GB
from vortex_gui.measure.bench.hard_limit import limits
from vortex_gui.pipeline import GenerationResult, VortexPipeline
from vortex_gui.pipeline.resident.memory import resident_bytes
from vortex_gui.pipeline.slot.context import SilentListener

BRIEF = recipe_from_mapping(
    {
        "slot_params": {"duration_sec": 0.5, "seed": 11},
        "audio_track": {"script": "Good evening."},
        "visual_track": {"prompt": "a presenter with green skin in a red suit"},
    }
)
BURST, ROOM = 900_000_000, 600_000_000


def generate(pipeline: VortexPipeline, out: Path, listener: SilentListener) -> GenerationResult:
    return asyncio.run(pipeline.generate_slot(BRIEF, 1, output_dir=out, listener=listener))


class Bursts(SilentListener):
    """Memory rises far over the limit between two steps of a stage, and falls again before the next one."""

    def __init__(self, stage: Stage | None) -> None:
        self.crossed: list[MemoryLevel] = []
        self._stage = stage

    def on_progress(self, stage: Stage, done: int, total: int) -> None:
        if stage == self._stage:
            with mmap.mmap(-1, BURST) as ballast:
                ballast[:] = bytes(BURST)

    def on_memory(self, limit: MemoryLevel, sentence: str) -> None:
        self.crossed.append(limit)


@pytest.mark.expects_log
@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone counts what is there and gone in a moment")
@pytest.mark.parametrize("stage", ["speech", "actor", "animation", "verification"])
def test_a_burst_that_no_step_sees_stops_the_slot_and_the_next_one_works(
    pipeline: VortexPipeline, tmp_path: Path, stage: Stage
) -> None:
    listener, hard_gb = Bursts(stage), (resident_bytes() + ROOM) / GB
    with limits(pipeline, hard_gb, hard_gb):
        result = generate(pipeline, tmp_path, listener)
        assert (result.outcome, result.error_code) == ("failed", "memory")
        assert "Memory hard limit exceeded" in result.error_msg
        assert "This slot needs more than" in result.remedy
        assert result.memory.peak_bytes > result.memory.hard_limit_bytes
        assert any("hard limit" in warning for warning in result.warnings)
        assert "hard" in listener.crossed
        assert list(tmp_path.iterdir()) == []
        after = generate(pipeline, tmp_path, Bursts(None))
    assert after.success, after.error_msg
    assert after.memory.peak_bytes <= after.memory.hard_limit_bytes


@pytest.mark.expects_log
@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone counts what is there and gone in a moment")
def test_a_burst_beside_the_making_of_the_report_is_no_finished_slot_over_the_limit(
    pipeline: VortexPipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = pipeline._endings.done

    def after_a_burst(*parts: Any) -> GenerationResult:
        with mmap.mmap(-1, BURST) as ballast:
            ballast[:] = bytes(BURST)
            pipeline.monitor.read()  # as the worker's sample does ten times a second
        return done(*parts)

    monkeypatch.setattr(pipeline._endings, "done", after_a_burst)
    hard_gb = (resident_bytes() + ROOM) / GB
    with limits(pipeline, hard_gb, hard_gb):
        result = generate(pipeline, tmp_path, Bursts(None))
    assert (result.outcome, result.error_code) == ("failed", "memory")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.expects_log
def test_a_soft_crossing_stands_in_the_report_and_is_told_once_a_slot_without_a_python_warning(
    pipeline: VortexPipeline, tmp_path: Path
) -> None:
    for number in range(2):
        listener = Bursts(None)
        with limits(pipeline, 0.1, 1000.0):
            result = generate(pipeline, tmp_path / str(number), listener)
        assert result.success, result.error_msg
        assert listener.crossed == ["soft"]
        assert [warning for warning in result.warnings if "Memory over the soft limit" in warning]
        assert json.loads(result.report_json())["warnings"] == list(result.warnings)


@pytest.mark.expects_log
def test_idle_memory_over_the_limit_is_another_cause_than_the_slot(
    pipeline: VortexPipeline, tmp_path: Path
) -> None:
    with limits(pipeline, 0.1, 0.1):
        result = generate(pipeline, tmp_path, Bursts(None))
    assert result.error_code == "memory"
    assert "idle memory alone is over the limit" in result.error_msg
    assert "A shorter slot does not help" in result.remedy
    assert result.stages == ()
    assert list(tmp_path.iterdir()) == []


def test_a_sample_says_which_limit_memory_is_over(pipeline: VortexPipeline) -> None:
    for soft_gb, hard_gb, level in ((1000.0, 1000.0, "under"), (0.1, 1000.0, "soft"), (0.1, 0.1, "hard")):
        with limits(pipeline, soft_gb, hard_gb):
            assert pipeline.sample().level == level
