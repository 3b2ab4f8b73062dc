"""Sounds whose loudness and peaks are known by arithmetic, and one like speech."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RATE = 24_000


def sine(seconds: float, peak: float, hertz: float = 997.0, phase: float = 0.0) -> NDArray[np.float32]:
    times = np.arange(round(seconds * RATE)) / RATE
    return (peak * np.sin(2 * np.pi * hertz * times + phase)).astype(np.float32)


def like_speech(seconds: float, *, seed: int = 0, level: float = 0.1) -> NDArray[np.float32]:
    """Pulses of a voice through syllables of uneven lengths and loudness, with pauses between them."""
    chance = np.random.default_rng(seed)
    times = np.arange(round(seconds * RATE)) / RATE
    pulses = np.exp(8 * (np.cos(2 * np.pi * 120 * times) - 1)) - 0.2
    ends = np.cumsum(chance.uniform(0.05, 0.22, round(seconds * 20) + 2))
    syllables = np.interp(times, ends, chance.uniform(0, 1, ends.size) * (chance.random(ends.size) > 0.25))
    noise = 0.05 * chance.standard_normal(times.size)
    sound: NDArray[np.float32] = (level * (pulses + noise) * syllables).astype(np.float32)
    return sound
