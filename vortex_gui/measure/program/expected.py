"""What a clip has to look and sound like on air, decoded once more by itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize

from vortex_gui.console.program.playout.clip_reader import RATE, fitted
from vortex_gui.measure.program.screen import hash_of


@dataclass(frozen=True, slots=True)
class ExpectedClip:
    """`pictures` are hashes of the whole screen, frame by frame; `sound` is 16-bit stereo."""

    pictures: tuple[int, ...]
    frame_s: float
    sound: NDArray[np.int16]


def expected_clip(path: Path, room: QSize) -> ExpectedClip:
    """Decodes the clip from its first frame to its last."""
    with av.open(str(path)) as file:
        stream = file.streams.video[0]
        frame_s = float(1 / stream.average_rate) if stream.average_rate else 1 / 24
        pictures = tuple(_on_screen(frame, room) for frame in file.decode(stream))
    return ExpectedClip(pictures, frame_s, _sound(path))


def _on_screen(frame: av.VideoFrame, room: QSize) -> int:
    image = fitted(frame, room)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    pixels = rows[:, : image.width() * 4].reshape(image.height(), image.width(), 4)[:, :, :3]
    screen = np.zeros((room.height(), room.width(), 3), np.uint8)
    left, top = (room.width() - image.width()) // 2, (room.height() - image.height()) // 2
    screen[top : top + image.height(), left : left + image.width()] = pixels
    return hash_of(screen)


def _sound(path: Path) -> NDArray[np.int16]:
    """Of a mono clip, as the pipeline writes it; the same on both channels."""
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    with av.open(str(path)) as file:
        frames = [part for frame in file.decode(audio=0) for part in resampler.resample(frame)]
    mono = np.concatenate([frame.to_ndarray()[0] for frame in (*frames, *resampler.resample(None))])
    return np.stack([mono, mono], axis=1)
