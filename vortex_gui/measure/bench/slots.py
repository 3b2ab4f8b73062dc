"""Figures of the pipeline: slots against the bare model calls, against reloading, and over time."""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import psutil
import torch
from numpy.typing import NDArray

from vortex_gui.base.process.heap import GENERATING_HEAPS, share_heaps
from vortex_gui.base.profile import load_profile
from vortex_gui.base.recipe.recipe import Recipe, recipe_from_mapping
from vortex_gui.base.roles import ROLES
from vortex_gui.base.settings.settings import FolderSettings, Settings
from vortex_gui.base.words.amounts import GB
from vortex_gui.base.words.translation import tr
from vortex_gui.measure.bench.figure import Figure, measured, ratio
from vortex_gui.models.contracts import LoadAid, Performance, Speech
from vortex_gui.pipeline.resident.memory import resident_bytes
from vortex_gui.pipeline.resident.roles.clip import JUDGE_B, JUDGE_L
from vortex_gui.pipeline.resident.roles.flux import PAINTER
from vortex_gui.pipeline.resident.roles.kokoro import SPEAKER
from vortex_gui.pipeline.resident.roles.liveportrait import ANIMATOR
from vortex_gui.pipeline.resident.roles.table import LOADERS
from vortex_gui.pipeline.slot.result import GenerationResult
from vortex_gui.pipeline.slot.verification import verify
from vortex_gui.pipeline.vortex import VortexPipeline

RUNS = 5
CLOSE_RUNS = 7
"""For a ratio near one: on a shared machine the noise is larger than the difference."""
GROWTH_SLOTS = 200
SCRIPT = "Good evening. The moon has resigned, and the tides are looking for work."
PROMPT = "a presenter with green skin in a red suit before a blue background"


def bench_recipe(seconds: float = 4.0) -> Recipe:
    """The timed recipe."""
    return recipe_from_mapping(
        {
            "slot_params": {"duration_sec": seconds, "seed": 5},
            "audio_track": {"script": SCRIPT},
            "visual_track": {"prompt": PROMPT},
        }
    )


@contextmanager
def mini_pipeline() -> Iterator[VortexPipeline]:
    """A resident pipeline of the mini profile in a folder of its own, with one heap as in a worker."""
    share_heaps(GENERATING_HEAPS)
    with tempfile.TemporaryDirectory() as folder:
        folders = FolderSettings(output=f"{folder}/out", data=f"{folder}/data")
        pipeline = VortexPipeline(load_profile("mini"), Settings(folders=folders))
        try:
            yield pipeline
        finally:
            pipeline.close()


def orchestration_ratio() -> Figure:
    """The pipeline's time over the bare calls of its models."""
    with mini_pipeline() as pipeline:
        _slot(pipeline), _bare_slot(pipeline)
        value, runs = measured(
            lambda: ratio(lambda: _slot(pipeline), lambda: _bare_slot(pipeline)), CLOSE_RUNS
        )
    return Figure(
        "orchestration_ratio",
        value,
        "ratio",
        "at most",
        1.03,
        "max(speech, actor) + animation + verification, each called bare in the same process",
        f"wall time of two 4 s slots, MP4 closed, in turn with two of the bare calls, median of {CLOSE_RUNS}",
        runs,
    )


def resident_ratio() -> Figure:
    """A resident slot against a plain script that loads the models each time."""
    script = (
        "from vortex_gui.measure.bench.slots import mini_pipeline, bench_recipe, generate\n"
        "with mini_pipeline() as pipeline: generate(pipeline, bench_recipe())"
    )

    def cold() -> float:
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", script], check=True, capture_output=True)
        return time.perf_counter() - began

    with mini_pipeline() as pipeline:
        _slot(pipeline)
        value, runs = measured(lambda: _slot(pipeline) / cold(), 3)
    return Figure(
        "resident_ratio",
        value,
        "ratio",
        "at most",
        0.5,
        "a fresh Python process that loads the models and generates the same slot",
        "wall time of a 4 s slot in a resident pipeline, in turn with the script, median of 3",
        runs,
    )


def time_to_resident_ratio() -> Figure:
    """All models ready against the sum of their bare loads."""
    profile = load_profile("mini")
    device = torch.device("cpu")

    def bare() -> float:
        gc.collect()
        began = time.perf_counter()
        kept = [LOADERS[r](profile.roles[r], device, {}, LoadAid()) for r in ROLES]
        taken = time.perf_counter() - began
        del kept
        return taken

    def resident() -> float:
        gc.collect()
        began = time.perf_counter()
        with mini_pipeline():
            return time.perf_counter() - began

    bare()
    value, runs = measured(lambda: ratio(resident, bare), CLOSE_RUNS)
    return Figure(
        "time_to_resident_ratio",
        value,
        "ratio",
        "at most",
        1.0,
        "the loaders called one after another in the same process",
        f"two constructions of the pipeline in turn with two of the loaders, median of {CLOSE_RUNS}",
        runs,
    )


def animator_fps() -> Figure:
    """Frames a second of the animator alone at the mini size."""
    with mini_pipeline() as pipeline:
        generate(pipeline, bench_recipe())
        value, runs = measured(lambda: 96 / _animation(pipeline, 96), RUNS)
    return Figure(
        "animator_fps",
        value,
        "frames/s",
        "at least",
        24.0,
        "the clip's own frame rate",
        f"96 frames of 256x256, all cores, median of {RUNS}",
        runs,
    )


def sampling_cpu_share() -> Figure:
    """Share of one core that ten memory samples a second take."""
    with mini_pipeline() as pipeline:
        pipeline.sample()
        began = time.process_time()
        for _ in range(200):
            pipeline.sample()
        per_sample_s = (time.process_time() - began) / 200
    return Figure(
        "sampling_cpu_share",
        per_sample_s * 10,
        "share",
        "at most",
        0.005,
        "one core",
        "CPU time of 200 samples, scaled to 10 a second",
    )


def rss_growth_bytes_per_slot() -> Figure:
    """Slope of the resident set over many short slots, by least squares, after the first tenth."""
    floors = []
    with mini_pipeline() as pipeline:
        for _ in range(GROWTH_SLOTS):
            generate(pipeline, bench_recipe(0.5))
            floors.append(resident_bytes())
    settled = np.array(floors[GROWTH_SLOTS // 10 :], float)
    slope, error = _slope(settled)
    return Figure(
        "rss_growth_bytes_per_slot",
        slope,
        "bytes",
        "at most",
        round(2 * error, 1),
        "twice the slope's own standard error (noise)",
        f"{GROWTH_SLOTS} slots of 0.5 s; least squares after the first tenth",
    )


def worker_rss_gb() -> Figure:
    """Highest resident set of a process that generates with the mini profile."""
    process = psutil.Process()
    with mini_pipeline() as pipeline:
        result = generate(pipeline, bench_recipe(20.0))
    return Figure(
        "worker_rss_gb",
        max(result.memory.peak_bytes, process.memory_info().rss) / GB,
        "GB",
        "at most",
        2.5,
        "the profile's hard limit",
        "peak during a slot of the longest length, in this process",
    )


def generate(pipeline: VortexPipeline, recipe: Recipe) -> GenerationResult:
    """One slot; raises if it fails, so that no figure times a failure."""
    result = asyncio.run(pipeline.generate_slot(recipe))
    if not result.success:
        raise RuntimeError(tr("the timed slot failed: {reason}", reason=result.error_msg))
    return result


def _slot(pipeline: VortexPipeline) -> float:
    began = time.perf_counter()
    generate(pipeline, bench_recipe())
    return time.perf_counter() - began


def _bare_slot(pipeline: VortexPipeline) -> float:
    """Seconds of max(speech, actor) + animation + verification without the pipeline around them."""
    speech = _timed(lambda: _speech(pipeline))
    actor = _timed(lambda: _actor(pipeline))
    return max(speech, actor) + _animation(pipeline, 96) + _timed(lambda: _verification(pipeline))


def _speech(pipeline: VortexPipeline) -> Speech:
    speaker = pipeline.registry.model(SPEAKER)
    return speaker.synthesize(SCRIPT, voice="af_heart", speed=1.0, emotion="neutral", seed=5)


def _actor(pipeline: VortexPipeline) -> object:
    sizes = pipeline.profile.sizes
    painter = pipeline.registry.model(PAINTER)
    return painter.generate(PROMPT, steps=4, seed=5, height=sizes.height, width=sizes.width)


@torch.inference_mode()
def _animation(pipeline: VortexPipeline, frames: int) -> float:
    speech = _speech(pipeline)
    animator = pipeline.registry.model(ANIMATOR)
    performance = Performance(speech.waveform, 24_000, speech.phonemes, frames, fps=24, seed=5)
    batch = pipeline.profile.animation_batch
    began = time.perf_counter()
    for _ in animator.animate(pipeline.buffers.actor, performance, batch=batch).chunks:
        pass
    return time.perf_counter() - began


@torch.inference_mode()
def _verification(pipeline: VortexPipeline) -> object:
    judges = (pipeline.registry.model(JUDGE_B), pipeline.registry.model(JUDGE_L))
    return verify(pipeline.buffers.video[:96], PROMPT, *judges, pipeline.profile.thresholds)


def _timed(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def _slope(values: NDArray[np.float64]) -> tuple[float, float]:
    """Slope of a line through equally spaced values, and its standard error."""
    x = np.arange(values.size) - (values.size - 1) / 2
    slope = float((x * values).sum() / (x * x).sum())
    rest = values - values.mean() - slope * x
    error = float(np.sqrt((rest @ rest) / (values.size - 2) / (x * x).sum()))
    return slope, error
