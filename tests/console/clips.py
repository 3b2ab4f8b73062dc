"""Real clips made by PyAV: frame n of a grey clip has the brightness that `grey_of(n)` says."""

from __future__ import annotations

import wave
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

FPS = 24
RATE = 24_000
SIDE = 96


def grey_of(frame: int) -> int:
    return 30 + 4 * frame


def frame_of(image: QImage) -> float:
    """Which frame of a grey clip a picture shows."""
    return (image.pixelColor(image.width() // 2, image.height() // 2).red() - 30) / 4


def tone(seconds: float, *, loud: float = 0.4) -> NDArray[np.float32]:
    return (loud * np.sin(2 * np.pi * 330 * np.arange(round(seconds * RATE)) / RATE)).astype(np.float32)


def write_clip(path: Path, frames: int = 48, *, sound: bool = True) -> Path:
    """H.264 and AAC, as the pipeline writes it."""
    with av.open(str(path), "w") as file:
        video = file.add_stream("libx264", rate=FPS, options={"preset": "ultrafast", "crf": "10"})
        video.width = video.height = SIDE
        video.pix_fmt = "yuv420p"
        audio = file.add_stream("aac", rate=RATE, layout="mono") if sound else None
        for index in range(frames):
            frame = av.VideoFrame.from_ndarray(
                np.full((SIDE, SIDE, 3), grey_of(index), np.uint8), format="rgb24"
            )
            frame.pts, frame.time_base = index, Fraction(1, FPS)
            file.mux(video.encode(frame))
        file.mux(video.encode())
        if audio is not None:
            samples = av.AudioFrame.from_ndarray(tone(frames / FPS)[None], format="fltp", layout="mono")
            samples.sample_rate, samples.pts = RATE, 0
            fifo = av.AudioFifo()
            fifo.write(samples)
            while (part := fifo.read(1024, partial=True)) is not None:
                file.mux(audio.encode(part))
            file.mux(audio.encode())
    return path


def write_wav(path: Path, samples: NDArray[np.float32]) -> Path:
    """16-bit mono, as the pipeline writes it."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(np.rint(samples * 32767).astype("<i2").tobytes())
    return path
