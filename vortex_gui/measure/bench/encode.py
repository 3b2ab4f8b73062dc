"""Throughput of the clip's encoder against ffmpeg's command line with the same preset."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vortex_gui.base.errors import InputError
from vortex_gui.base.words.translation import tr
from vortex_gui.measure.bench.figure import Figure, measured
from vortex_gui.pipeline.slot.encoding.clip_writer import ClipWriter, Encoding

FRAMES, SIDE, FPS, RUNS = 240, 256, 24, 5


def encode_ratio() -> Figure:
    """Frames a second of our writer over those of the command line, in turn."""
    if shutil.which("ffmpeg") is None:
        raise InputError([tr("bench: encode_ratio needs the command line program ffmpeg to compare with.")])
    frames = _moving_frames()
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = Path(folder) / "ours.mp4", Path(folder) / "theirs.mp4"
        _ours(ours, frames), _theirs(theirs, frames)
        value, runs = measured(lambda: _theirs(theirs, frames) / _ours(ours, frames), RUNS)
    return Figure(
        "encode_ratio",
        value,
        "ratio",
        "at least",
        0.95,
        "ffmpeg's command line fed through a pipe, same preset and quality, sound included",
        f"{FRAMES} frames of {SIDE}x{SIDE} from uint8 RGB to a closed MP4, median of {RUNS}",
        runs,
    )


def _ours(path: Path, frames: NDArray[np.uint8]) -> float:
    sound = np.zeros(FRAMES * 1000, np.float32)
    began = time.perf_counter()
    with ClipWriter(
        path, frames, sound, fps=FPS, sample_rate=24_000, encoding=Encoding(), metadata={}
    ) as clip:
        clip.ready(FRAMES)
        clip.close()
    return time.perf_counter() - began


def _theirs(path: Path, frames: NDArray[np.uint8]) -> float:
    command = (
        f"ffmpeg -y -loglevel error -f rawvideo -pix_fmt rgb24 -s {SIDE}x{SIDE} -r {FPS} -i - "
        f"-f lavfi -t {FRAMES / FPS} -i anullsrc=r=24000:cl=mono -c:v libx264 -preset veryfast -crf 18 "
        f"-pix_fmt yuv420p -c:a aac -b:a 128k -movflags +faststart"
    ).split()
    began = time.perf_counter()
    pixels = np.ascontiguousarray(frames.transpose(0, 2, 3, 1)).tobytes()
    subprocess.run([*command, str(path)], input=pixels, check=True)
    return time.perf_counter() - began


def _moving_frames() -> NDArray[np.uint8]:
    """A soft gradient with a moving bright bar, which compresses as a presenter's clip does."""
    ramp = np.linspace(30, 200, SIDE, dtype=np.float32)
    still = np.broadcast_to((ramp[:, None] + ramp[None]) / 2, (3, SIDE, SIDE)).astype(np.uint8)
    frames = np.repeat(still[None], FRAMES, axis=0)
    for index in range(FRAMES):
        left = (index * 3) % (SIDE - 40)
        frames[index, 0, 100:140, left : left + 40] = 250
    return frames
