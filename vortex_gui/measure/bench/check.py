"""What the check of a whole clip costs, against encoding it and against a clip of half the side."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vortex_gui.measure.bench.figure import Figure, measured, ratio
from vortex_gui.models.contracts import Region
from vortex_gui.models.live_portrait.motion import speech_loudness
from vortex_gui.pipeline.checks.clip import Clip
from vortex_gui.pipeline.checks.clip_check import check_clip
from vortex_gui.pipeline.slot.encoding.clip_writer import ClipWriter, Encoding

FRAMES, SIDE, FPS, RATE, RUNS = 192, 512, 24, 24_000, 5
MOUTH = Region(0.375, 0.5, 0.625, 0.75)
HOW = f"{FRAMES} frames of a talking mouth, median of {RUNS}"


def check_ratio() -> Figure:
    """Time of the check over that of the encoder."""
    clip = talking_clip(FRAMES, SIDE)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "slot.mp4"
        checked_s(clip), encoded_s(clip, path)
        value, runs = measured(lambda: ratio(lambda: checked_s(clip), lambda: encoded_s(clip, path)), RUNS)
    against = f"our encoder, which makes the same {SIDE}x{SIDE} clip ready"
    return Figure("check_ratio", value, "ratio", "at most", 1.0, against, HOW, runs)


def check_growth() -> Figure:
    """Time of the check over that of the same clip with a quarter of the pixels."""
    large, small = talking_clip(FRAMES, SIDE), talking_clip(FRAMES, SIDE // 2)
    checked_s(large), checked_s(small)
    value, runs = measured(lambda: ratio(lambda: checked_s(large), lambda: checked_s(small)), RUNS)
    against = f"the same clip at {SIDE // 2}x{SIDE // 2}: 4 would be as its pixels"
    return Figure("check_growth", value, "times", "at most", 2.0, against, HOW, runs)


def checked_s(clip: Clip) -> float:
    """Seconds of all checks of a clip that nothing has looked at yet."""
    clip._small.clear()
    began = time.perf_counter()
    check_clip(clip)
    return time.perf_counter() - began


def encoded_s(clip: Clip, path: Path) -> float:
    """Seconds to a closed MP4."""
    began = time.perf_counter()
    with ClipWriter(
        path,
        clip.frames,
        clip.sound,
        fps=clip.fps,
        sample_rate=clip.sample_rate,
        encoding=Encoding(),
        metadata={},
    ) as writer:
        writer.ready(clip.count)
        writer.close()
    return time.perf_counter() - began


def talking_clip(count: int, side: int) -> Clip:
    """Noise in bursts, and a bright picture with grain whose dark mouth opens with it."""
    sound = _bursts(round(count / FPS * RATE))
    loud = speech_loudness(sound, RATE, (np.arange(count) + 0.5) / FPS, FPS)
    still = _still(side)
    frames = np.repeat(still[None], count, axis=0)
    top, left, wide = round(0.55 * side), round(0.42 * side), round(0.16 * side)
    for frame, opening in zip(frames, loud, strict=True):
        frame[:, top : top + 2 + round(0.12 * side * float(opening)), left : left + wide] = 40
    return Clip(frames, still, sound, RATE, FPS, count / FPS, mouth=MOUTH, target_lufs=-16.0)


def _still(side: int) -> NDArray[np.uint8]:
    ramp = np.linspace(60, 200, side, dtype=np.float32)
    grain = np.random.default_rng(2).normal(0, 6, (3, side, side))
    return np.clip(ramp[:, None] + grain, 0, 255).astype(np.uint8)


def _bursts(samples: int) -> NDArray[np.float32]:
    """As loud as speech, with syllables of a quarter of a second."""
    chance = np.random.default_rng(1)
    levels = np.repeat(chance.uniform(0, 0.3, samples * 4 // RATE + 1), RATE // 4)[:samples]
    return (levels * chance.normal(0, 0.5, samples)).astype(np.float32)
