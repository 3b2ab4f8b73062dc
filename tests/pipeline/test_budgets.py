"""Budgets and targets on the real mini models: a slot without a deadline comes out on any machine."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from vortex_gui.base.profile import Profile
from vortex_gui.base.recipe.recipe import recipe_from_mapping
from vortex_gui.base.settings.pipeline_settings import PipelineSettings
from vortex_gui.base.settings.settings import FolderSettings, MemorySettings, Settings
from vortex_gui.pipeline import GenerationResult
from vortex_gui.pipeline.vortex import VortexPipeline

TWO_SECONDS = recipe_from_mapping(
    {
        "slot_params": {"duration_sec": 2.0, "seed": 11},
        "audio_track": {"script": "Good evening, everybody."},
        "visual_track": {"prompt": "a presenter with green skin in a red suit"},
    }
)


def over_the_same_models(pipeline: VortexPipeline, profile: Profile, data: Path) -> VortexPipeline:
    """A machine without a past, whose models are those of the session."""
    settings = Settings(
        folders=FolderSettings(output=str(data / "out"), data=str(data / "data")),
        memory=MemorySettings(soft_limit_gb=8.0, hard_limit_gb=10.0),
        pipeline=PipelineSettings(threads=1),
    )
    return VortexPipeline(profile, settings, registry=pipeline.registry)


def generate(pipeline: VortexPipeline) -> GenerationResult:
    result = asyncio.run(pipeline.generate_slot(TWO_SECONDS))
    assert result.success, result.error_msg
    return result


@pytest.fixture
def needed_s(pipeline: VortexPipeline, tmp_path: Path) -> Iterator[dict[str, float]]:
    """Seconds that each stage of this slot takes here when nobody hurries it."""
    patient = over_the_same_models(pipeline, pipeline.profile, tmp_path / "patient")
    result = generate(patient)
    assert result.rung == "full"
    yield {f"{stage.name}_s": (stage.end_ms - stage.start_ms) / 1000 for stage in result.stages}
    patient._threads.close()


@pytest.mark.timeout(240)
def test_with_a_tenth_of_the_time_the_first_slot_steps_down_and_the_second_starts_there(
    pipeline: VortexPipeline, needed_s: dict[str, float], tmp_path: Path
) -> None:
    tenth = {name: seconds / 10 for name, seconds in needed_s.items()}
    budgets = pipeline.profile.budgets.model_copy(update=tenth | {"slot_s": sum(needed_s.values()) / 10})
    profile = pipeline.profile.model_copy(update={"budgets": budgets, "deadline_s": sum(tenth.values())})
    hurried = over_the_same_models(pipeline, profile, tmp_path / "hurried")
    first, second = generate(hurried), generate(hurried)
    hurried._threads.close()
    lowest = profile.ladder[-1]
    drawn = {slot.slot_id: {t.name: t.units for t in slot.stages}["animation"] for slot in (first, second)}
    assert (first.rung, second.rung) == (lowest.name, lowest.name)
    assert drawn[first.slot_id] == 8 + 10, "8 at full rate, then each 4th of 40"
    assert drawn[second.slot_id] == 13, "from the first frame on each 4th of 48, and the last"
    assert any("went on from frame 8" in warning for warning in first.warnings)
    assert not any("went on" in warning for warning in second.warnings)
    assert first.video_frames.shape[0] == second.video_frames.shape[0] == 48
    for slot in (first, second):
        assert (slot.deadline.due_s, slot.deadline.met) == (None, None)
        assert json.loads(slot.report_json())["target"] == {"target_s": profile.deadline_s, "met": False}


def test_a_target_that_is_met_is_told_so(pipeline: VortexPipeline, tmp_path: Path) -> None:
    profile = pipeline.profile.model_copy(update={"deadline_s": 600.0})
    easy = over_the_same_models(pipeline, profile, tmp_path)
    slot = generate(easy)
    easy._threads.close()
    assert (slot.target.target_s, slot.target.met, slot.rung) == (600.0, True, "full")
    assert slot.deadline.met is None
