"""Makes sound as loud as wished, its peaks kept under the ceiling."""

from __future__ import annotations

import logging
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from vortex_gui.base.report.report import Loudness
from vortex_gui.pipeline.sound.limiter import limited
from vortex_gui.pipeline.sound.measure import measured

CEILING_DB = -1.5
"""True peak of the sound that is encoded: the codec adds up to half a decibel, and -1 is the most."""
MOST_GAIN_DB = 30.0
"""What is quieter than that is noise rather than speech."""
NEAR_LU = 0.1
TRIES = 6
_log = logging.getLogger(__name__)


def levelled(
    sound: NDArray[np.float32], sample_rate: int, target_lufs: float | None
) -> tuple[NDArray[np.float32], Loudness]:
    """The sound at a target, and what it then measures; without a target or a loudness, as it is."""
    before = measured(sound, sample_rate)
    if target_lufs is None or before.lufs is None:
        return sound, replace(before, target_lufs=target_lufs)
    gain_db, louder, now = target_lufs - before.lufs, sound, before
    for _ in range(TRIES):
        louder = _with_gain(sound, sample_rate, min(gain_db, MOST_GAIN_DB))
        now = measured(louder, sample_rate)
        if now.lufs is None or abs(target_lufs - now.lufs) <= NEAR_LU or gain_db >= MOST_GAIN_DB:
            break
        gain_db += target_lufs - now.lufs  # what the limiter took away
    _log.info("loudness", extra={"fields": {"before_lufs": before.lufs, "after_lufs": now.lufs}})
    return louder, replace(now, target_lufs=target_lufs)


def _with_gain(sound: NDArray[np.float32], sample_rate: int, gain_db: float) -> NDArray[np.float32]:
    louder = (sound * np.float32(10 ** (gain_db / 20))).astype(np.float32)
    return limited(louder, sample_rate, 10 ** (CEILING_DB / 20))
