"""Guesses when the words of a script sound in its recording: spread over what is loud, by their length."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vortex_gui.models.contracts import WordSpan

LOOK_S = 0.02
LOUD_SHARE = 0.08
"""Of the loud passages; below it is a pause."""
PAUSE_LETTERS = 2
"""A word takes the time of its letters, and of so many more: short ones are not that short."""


def word_times(script: str, waveform: NDArray[np.float32], sample_rate: int) -> tuple[WordSpan, ...]:
    """A span for each word, rising and inside the sound; none where there is no word or nothing is loud."""
    words = script.split()
    loud_s = _loud_seconds(waveform, sample_rate)
    if not words or loud_s[-1] <= 0:
        return ()
    weights = np.cumsum([0, *(len(word) + PAUSE_LETTERS for word in words)], dtype=np.float64)
    wanted = weights / weights[-1] * loud_s[-1]
    times = np.arange(loud_s.size, dtype=np.float64) * LOOK_S
    # Where nothing is loud the sum stands still: a word begins after the pause and ends before it.
    begins = times[np.minimum(np.searchsorted(loud_s, wanted[:-1], side="right") - 1, loud_s.size - 1)]
    ends = times[np.searchsorted(loud_s, wanted[1:] - 1e-9, side="left")]
    last_s = waveform.size / sample_rate
    return tuple(
        WordSpan(word, float(begin), float(min(max(begin, end), last_s)))
        for word, begin, end in zip(words, begins, ends, strict=True)
    )


def _loud_seconds(waveform: NDArray[np.float32], sample_rate: int) -> NDArray[np.float64]:
    """Seconds of loud sound before each look, and in all."""
    size = round(LOOK_S * sample_rate)
    looks = waveform[: waveform.size - waveform.size % size].reshape(-1, size).astype(np.float64)
    level = np.sqrt((looks**2).mean(axis=1)) if looks.size else np.zeros(0)
    limit = LOUD_SHARE * float(np.percentile(level, 95)) if level.size else 0.0
    return np.concatenate(([0.0], np.cumsum((level > max(limit, 1e-6)) * LOOK_S)))
