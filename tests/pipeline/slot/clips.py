"""Moving pictures and a tone, and the writer that makes a small clip of them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vortex_gui.pipeline.slot.encoding.clip_writer import ClipWriter, Encoding

FPS, RATE = 24, 24_000


def moving_frames(count: int) -> NDArray[np.uint8]:
    frames = np.full((count, 3, 64, 64), 40, np.uint8)
    for index in range(count):
        frames[index, :, :, index % 64] = 220
    return frames


def tone(seconds: float) -> NDArray[np.float32]:
    return (0.5 * np.sin(2 * np.pi * 440 * np.arange(round(seconds * RATE)) / RATE)).astype(np.float32)


def writer(path: Path, frames: NDArray[np.uint8], sound: NDArray[np.float32]) -> ClipWriter:
    about = {"title": "slot-000001", "comment": json.dumps({"seed": 5})}
    return ClipWriter(path, frames, sound, fps=FPS, sample_rate=RATE, encoding=Encoding(), metadata=about)
