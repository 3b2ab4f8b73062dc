"""What the sound shows: words that are not heard, samples that are cut off, and how loud it is."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from vortex_gui.base.report.checks import Check, checked
from vortex_gui.pipeline.checks.clip import Clip, runs
from vortex_gui.pipeline.sound.measure import measured

STEP_S = 0.01
UNHEARD_S, PAUSE_S = 0.45, 3.0
"""Of silence where words should be, and of a pause in sound whose words nobody knows.

In a clip in which nothing is heard at all, none is allowed.
"""
SILENT, FAINT = 0.001, 0.01
"""Below this level nothing is heard, and below this share of the loud passages."""
FLAT, NEAR_PEAK, CUT_OFF = 3, 0.9, 12
"""Equal samples in a row, near the highest, that are a peak cut off; how many of these are allowed."""
OFF_LU, TRUE_PEAK_DB = 1.0, -1.0


def sound_checks(clip: Clip) -> Iterator[Check]:
    """Silence, clipping, and where the slot has a target its loudness and true peak."""
    yield _silence(clip)
    yield _clipping(clip)
    if clip.target_lufs is not None:
        found = measured(clip.sound, clip.sample_rate)
        yield checked("loudness", None if found.lufs is None else found.lufs - clip.target_lufs, OFF_LU)
        yield checked("true_peak", found.true_peak_db, TRUE_PEAK_DB)


def _silence(clip: Clip) -> Check:
    """The most that is missing in one silence; the closure before a "p" is silent, too, and short."""
    level = _levels(clip)
    loud = float(np.percentile(level, 95)) if level.size else 0.0
    limit_s = UNHEARD_S if clip.words else PAUSE_S if (level >= SILENT).any() else 0.0
    expected = _expected(clip, level.size)
    silent = runs(level < max(SILENT, FAINT * loud))
    missing = [
        (float(expected[begin:end].sum()) * STEP_S, begin * STEP_S, end * STEP_S) for begin, end in silent
    ]
    where = [(begin_s, end_s) for lost_s, begin_s, end_s in missing if lost_s > limit_s]
    return checked("silence", max((lost_s for lost_s, _, _ in missing), default=0.0), limit_s, at_s=where)


def _expected(clip: Clip, steps: int) -> NDArray[np.bool_]:
    """The steps in which words should be heard; where nobody knows, all until the sound ends."""
    if not clip.words:
        said: NDArray[np.bool_] = np.arange(steps) * STEP_S < clip.said_s
        return said
    expected = np.zeros(steps, bool)
    for word in clip.words:
        expected[round(word.start_s / STEP_S) : round(word.end_s / STEP_S)] = True
    return expected


def _levels(clip: Clip) -> NDArray[np.float64]:
    """Root mean square of each step."""
    step = round(STEP_S * clip.sample_rate)
    steps = clip.sound[: clip.sound.size // step * step].reshape(-1, step).astype(np.float64)
    level: NDArray[np.float64] = np.sqrt((steps**2).mean(axis=1))
    return level


def _clipping(clip: Clip) -> Check:
    size = np.abs(clip.sound)
    highest = float(size.max(initial=0.0))
    same = (clip.sound[1:] == clip.sound[:-1]) & (size[1:] >= NEAR_PEAK * highest)
    flat = [(begin, end + 1) for begin, end in runs(same) if end - begin + 1 >= FLAT] if highest else []
    where = [(begin / clip.sample_rate, end / clip.sample_rate) for begin, end in flat]
    return checked("clipping", sum(end - begin for begin, end in flat), CUT_OFF, at_s=where)
