"""A drawn head whose mouth opens with the loudness of its sound, and moves a little all the time."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.pipeline.sound.sounds import RATE, like_speech
from vortex_gui.models.contracts import Region
from vortex_gui.models.live_portrait.motion import speech_loudness
from vortex_gui.pipeline.checks.clip import Clip
from vortex_gui.pipeline.sound.levelling import levelled

FPS, SIDE = 24, 96
MOUTH = Region(0.35, 0.5, 0.65, 0.8)


def speech(seconds: float, seed: int = 0) -> NDArray[np.float32]:
    """At a loudness of -16 LUFS."""
    return levelled(like_speech(seconds, seed=seed), RATE, -16.0)[0]


def drawn(opening: NDArray[np.float64], seed: int = 0) -> NDArray[np.uint8]:
    """Frames uint8 (T, 3, 96, 96) of a head with an opening mouth."""
    y, x = np.mgrid[0:SIDE, 0:SIDE] / SIDE
    frames = np.empty((len(opening), 3, SIDE, SIDE), np.uint8)
    sway = 0.015 * np.sin(np.arange(len(opening)) * 0.11 + seed)
    texture = 20 * np.sin(40 * x) * np.cos(31 * y)
    for at, (tall, aside) in enumerate(zip(opening, sway, strict=True)):
        head = ((x - 0.5 - aside) / 0.3) ** 2 + ((y - 0.5) / 0.4) ** 2 < 1
        mouth = ((x - 0.5 - aside) / 0.1) ** 2 + ((y - 0.65) / (0.01 + 0.08 * tall)) ** 2 < 1
        red = np.where(mouth, 60, np.where(head, 200 + texture, 40))
        green = np.where(mouth, 10, np.where(head, 160 + texture, 60))
        blue = np.where(mouth, 20, np.where(head, 130 + texture, 90))
        frames[at] = np.clip(np.stack((red, green, blue)), 0, 255).astype(np.uint8)
    return frames


def talking(seconds: float = 5.0, seed: int = 0, **changes: Any) -> Clip:
    """A good clip."""
    sound, count = speech(seconds, seed), round(seconds * FPS)
    loud = speech_loudness(sound, RATE, (np.arange(count) + 0.5) / FPS, FPS)
    frames = drawn(loud, seed)
    fields: dict[str, Any] = {
        "frames": frames,
        "actor": drawn(np.zeros(1), seed)[0],
        "sound": sound,
        "sample_rate": RATE,
        "fps": FPS,
        "wished_s": count / FPS,
        "mouth": MOUTH,
        "target_lufs": -16.0,
    }
    return Clip(**fields | changes)
