"""Keeps peaks under a ceiling: the gain falls ahead of each peak and comes back behind it, without clicks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

REACH_S = 0.01
"""How far ahead and behind a peak lowers the gain: longer than a period of the deepest voice."""
PHASES, TAPS = 8, 48
"""Between two samples the sound is computed at this many places, from this many samples about them."""


def limited(sound: NDArray[np.float32], sample_rate: int, ceiling: float) -> NDArray[np.float32]:
    """Sound (samples,) whose peaks, also between the samples, stay under `ceiling` (1 is full scale)."""
    wanted = np.minimum(1.0, ceiling / np.maximum(true_peaks(sound), 1e-9))
    if wanted.min() >= 1.0:
        return sound
    reach = round(REACH_S * sample_rate)
    gain = _smooth(_lowest(wanted, reach), reach)
    return (sound * gain).astype(np.float32)


def true_peaks(sound: NDArray[np.float32]) -> NDArray[np.float64]:
    """The greatest size of the sound at each sample and up to the next one, (samples,)."""
    peaks = np.abs(sound).astype(np.float64)
    for phase in range(1, PHASES):
        between = np.convolve(sound, _kernel(phase / PHASES), mode="full")[TAPS // 2 :][: sound.size]
        np.maximum(peaks, np.abs(between), out=peaks)
    return peaks


def _kernel(shift: float) -> NDArray[np.float64]:
    """A windowed sinc that reads the sound `shift` of a sample later."""
    places = np.arange(TAPS) - TAPS // 2 + shift
    kernel = np.sinc(places) * np.cos(np.pi * places / TAPS) ** 2
    normalised: NDArray[np.float64] = kernel / kernel.sum()
    return normalised


def _lowest(values: NDArray[np.float64], reach: int) -> NDArray[np.float64]:
    """The lowest value within `reach` on each side, by blocks: one pass forwards and one backwards."""
    width = 2 * reach + 1
    count = values.size
    padded = np.pad(values, (reach, reach + -(count + 2 * reach) % width), constant_values=1.0)
    blocks = padded.reshape(-1, width)
    forwards = np.minimum.accumulate(blocks, axis=1).ravel()
    backwards = np.minimum.accumulate(blocks[:, ::-1], axis=1)[:, ::-1].ravel()
    lowest: NDArray[np.float64] = np.minimum(backwards[:count], forwards[width - 1 : width - 1 + count])
    return lowest


def _smooth(values: NDArray[np.float64], reach: int) -> NDArray[np.float64]:
    """A weighted mean over `reach` on each side; of lowest values it stays under each of them."""
    return _mean(_mean(np.pad(values, reach, mode="edge"), reach + 1), reach + 1)


def _mean(values: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    """Of each `width` values in a row."""
    total = np.concatenate(([0.0], np.cumsum(values)))
    mean: NDArray[np.float64] = (total[width:] - total[:-width]) / width
    return mean
