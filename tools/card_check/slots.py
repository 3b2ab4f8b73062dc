"""Mini slots on the device: twenty in a row, equal seeds, a cancel in each stage, NVENC where it is."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from tools.card_check.heard import Heard, limit_s
from tools.card_check.step import Step
from vortex_gui.base.formats import VideoEncoder
from vortex_gui.base.profile import load_profile
from vortex_gui.base.recipe.recipe import Recipe, recipe_from_mapping
from vortex_gui.base.roles import ROLES
from vortex_gui.base.settings.output_settings import OutputSettings
from vortex_gui.base.settings.pipeline_settings import PipelineSettings
from vortex_gui.base.settings.settings import FolderSettings, MemorySettings, Settings
from vortex_gui.base.stages import STAGES, Stage
from vortex_gui.pipeline.slot.encoding.encoders import video_fault
from vortex_gui.pipeline.slot.result import GenerationResult
from vortex_gui.pipeline.vortex import VortexPipeline

NVENC: VideoEncoder = "h264_nvenc"


class Studio:
    """The mini pipeline on a device, with folders of its own."""

    def __init__(self, device: str, folder: Path) -> None:
        settings = Settings(
            folders=FolderSettings(output=str(folder / "out"), data=str(folder / "data")),
            memory=MemorySettings(soft_limit_gb=6.0, hard_limit_gb=8.0),
            pipeline=PipelineSettings(device=device),
        )
        self._folder = folder
        self._number = 0
        self.pipeline = VortexPipeline(load_profile("mini"), settings)

    def make(self, recipe: Recipe, **more: Any) -> GenerationResult:
        self._number += 1
        return asyncio.run(self.pipeline.generate_slot(recipe, self._number, **more))

    def warm_up(self) -> dict[str, Any]:
        async def all_roles() -> dict[str, Any]:
            return {role: (await self.pipeline.warm_up(role)).steady_s for role in ROLES}

        return asyncio.run(all_roles())


def many(studio: Studio, count: int) -> Any:
    """Weights stay where they are over so many slots, and equal seeds give equal frames and sound."""

    def work(step: Step) -> None:
        step.figures["steady_s"] = studio.warm_up()
        frames: list[np.ndarray] = []
        sounds: list[np.ndarray] = []
        seconds: list[float] = []
        for number in range(count):
            result = studio.make(recipe(seed=7 if number in (0, count - 1) else number))
            step.expect(result.success, f"slot {number}: {result.error_msg}")
            seconds.append(result.generation_time_ms / 1000)
            if number in (0, count - 1) and result.success:
                frames.append(result.video_frames.copy())
                sounds.append(result.audio_waveform.copy())
        pipeline = studio.pipeline
        step.figures |= {
            "slots": count,
            "slot_s": [round(each, 3) for each in seconds],
            "weight_moves": pipeline.registry.weight_moves,
            "peak_bytes": pipeline.monitor.peak_bytes,
            "cache_frees": pipeline.device.cache_frees(),
        }
        step.expect(pipeline.registry.weight_moves == 0, "weights moved between slots")
        step.expect(_equal(frames), "equal seeds gave other frames")
        step.expect(_equal(sounds), "equal seeds gave other sound")

    return work


def cancels(studio: Studio) -> Any:
    """A cancel in each stage stops it at its next step, and the next slot succeeds."""

    def work(step: Step) -> None:
        took: dict[Stage, float] = {}
        whole = Heard()
        for stage in STAGES:
            stopped = Heard(stage)
            result = studio.make(recipe(seed=1), cancel=stopped.cancel, listener=stopped)
            took[stage] = time.perf_counter() - stopped.cancelled_at
            step.expect(
                result.error_code == "cancelled", f"{stage}: {result.error_msg or 'it was not cancelled'}"
            )
            on = ", ".join(stopped.went_on)
            step.expect(not on, f"{stage}: after the cancel {on} went on")
            after = studio.make(recipe(seed=2), listener=whole)
            step.expect(after.success, f"after a cancel in {stage}: {after.error_msg}")
        limit = limit_s(whole.longest_step_s)
        step.figures |= {f"{stage}_s": round(seconds, 3) for stage, seconds in took.items()}
        step.figures |= {"longest_step_s": round(whole.longest_step_s, 3), "limit_s": round(limit, 3)}
        for stage, seconds in took.items():
            step.expect(seconds <= limit, f"{stage}: the cancel took {seconds:.2f} s of {limit:.2f} s")

    return work


def samples(studio: Studio) -> Any:
    """The curve's parts make up what the limits count, and the card is told by its UUID."""

    def work(step: Step) -> None:
        found = studio.pipeline.sample()
        parts = sum(found.models.values()) + found.buffers + found.working
        step.figures |= {
            "used": found.used, "cached": found.cached, "context": found.context, "others": found.others,
            "free": found.free, "total": found.total, "counts": found.counts,
        }  # fmt: skip
        step.expect(parts == found.used, f"the parts come to {parts} of {found.used} bytes")
        on_card = studio.pipeline.device.is_cuda
        step.expect(found.counts == ("allocated" if on_card else "resident"), f"it counts {found.counts}")
        began = time.perf_counter()
        for _ in range(20):
            studio.pipeline.sample()
        step.figures["sample_ms"] = round((time.perf_counter() - began) / 20 * 1000, 3)

    return work


def nvenc(device: str, folder: Path) -> Any:
    """A slot through the card's own encoder, where this machine has it."""

    def work(step: Step) -> None:
        if why := video_fault(NVENC):
            step.skipped = f"no NVENC here ({why})"
            return
        settings = Settings(
            folders=FolderSettings(output=str(folder / "out"), data=str(folder / "data")),
            output=OutputSettings(encoder=NVENC),
            pipeline=PipelineSettings(device=device),
        )
        pipeline = VortexPipeline(load_profile("mini"), settings)
        try:
            result = asyncio.run(pipeline.generate_slot(recipe(seed=3), 1))
        finally:
            pipeline.close()
        step.expect(result.success, result.error_msg or "")

    return work


def recipe(seed: int) -> Recipe:
    """One second of a presenter."""
    return recipe_from_mapping(
        {
            "slot_params": {"duration_sec": 1.0, "seed": seed},
            "audio_track": {"script": "Good evening."},
            "visual_track": {"prompt": "a presenter with green skin in a red suit"},
        }
    )


def _equal(arrays: Sequence[np.ndarray]) -> bool:
    return len(arrays) == 2 and np.array_equal(arrays[0], arrays[1])


def free(studio: Studio) -> None:
    """Lets go of the models before the rehearsal loads its own."""
    studio.pipeline.close()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
