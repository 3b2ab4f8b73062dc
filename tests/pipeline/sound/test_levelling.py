"""Speech of any level comes out at the target with its peaks under the limit."""

from __future__ import annotations

import numpy as np
import pytest

from tests.narrowing import present
from tests.pipeline.sound.sounds import RATE, like_speech
from vortex_gui.pipeline.sound.levelling import MOST_GAIN_DB, levelled
from vortex_gui.pipeline.sound.measure import measured


@pytest.mark.parametrize("level", [0.05, 0.1, 0.6, 1.5])
@pytest.mark.parametrize("target", [-16.0, -23.0])
def test_speech_comes_out_at_the_target(level: float, target: float) -> None:
    made, told = levelled(like_speech(4.0, level=level), RATE, target)
    assert present(told.lufs) == pytest.approx(target, abs=0.5)
    assert present(told.true_peak_db) <= -1.3
    assert told.target_lufs == target
    again = measured(made, RATE)
    assert (again.lufs, again.true_peak_db) == (told.lufs, told.true_peak_db)
    assert made.dtype == np.float32


def test_without_a_target_the_sound_stays_and_is_measured() -> None:
    sound = like_speech(2.0)
    made, told = levelled(sound, RATE, None)
    assert made is sound
    assert told.target_lufs is None
    assert told.lufs == measured(sound, RATE).lufs


@pytest.mark.parametrize("sound", [np.zeros(RATE, np.float32), np.full(RATE, np.nan, np.float32)])
def test_what_has_no_loudness_is_left_alone(sound: np.ndarray) -> None:
    made, told = levelled(sound, RATE, -16.0)
    assert made is sound
    assert told.lufs is None


def test_noise_of_a_silent_room_is_not_made_as_loud_as_speech() -> None:
    sound = (1e-3 * np.random.default_rng(1).standard_normal(3 * RATE)).astype(np.float32)
    before = present(measured(sound, RATE).lufs)
    _, told = levelled(sound, RATE, -16.0)
    assert present(told.lufs) == pytest.approx(before + MOST_GAIN_DB, abs=0.2)
