"""Fits speech into a slot: how many frames it fills, and where it is cut when it is too long."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from vortex_gui.models.contracts import Speech

TAIL_S = 0.35
"""Silence left after the last word of a slot that is as long as its speech."""
FADE_S = 0.02


def frame_count(speech_s: float, wished_s: float | None, fps: int, max_frames: int) -> int:
    """Frames of the clip: as wished, else as long as the speech with a short tail; 1 to `max_frames`."""
    length_s = speech_s + TAIL_S if wished_s is None else wished_s
    return min(max_frames, max(1, math.ceil(length_s * fps - 1e-6)))


def cut_at_word(speech: Speech, length_s: float) -> NDArray[np.float32]:
    """The waveform up to the last word that ends within `length_s`, faded out; the whole if it fits."""
    rate = speech.sample_rate
    if speech.waveform.size <= round(length_s * rate):
        return speech.waveform
    ends = [word.end_s for word in speech.words if word.end_s <= length_s]
    end = round((ends[-1] if ends else length_s) * rate)
    cut = speech.waveform[:end].copy()
    fade = min(cut.size, round(FADE_S * rate))
    if fade:
        cut[-fade:] *= np.linspace(1.0, 0.0, fade, dtype=np.float32)
    return cut
