"""Loudness by the standard's own test signal, and sounds that have none."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.pipeline.sound.sounds import RATE, like_speech, sine
from vortex_gui.pipeline.sound.measure import measured


@pytest.mark.parametrize(("peak", "lufs"), [(1.0, -3.01), (0.1, -23.01), (0.01, -43.01)])
def test_the_standards_sine_measures_what_the_standard_says(peak: float, lufs: float) -> None:
    found = measured(sine(3.0, peak), RATE)
    assert found.lufs == pytest.approx(lufs, abs=0.1)
    assert found.true_peak_db == pytest.approx(20 * np.log10(peak), abs=0.15)


def test_a_peak_between_two_samples_is_found() -> None:
    sound = sine(1.0, 1.0, RATE / 4, np.pi / 4)
    assert np.abs(sound).max() == pytest.approx(0.707, abs=0.001)
    assert measured(sound, RATE).true_peak_db == pytest.approx(0.3, abs=0.4), "it begins with a step"


def test_silence_around_speech_is_gated_out() -> None:
    speech = like_speech(4.0)
    padded = np.concatenate((speech, np.zeros(20 * RATE, np.float32)))
    alone, among = measured(speech, RATE).lufs, measured(padded, RATE).lufs
    assert alone is not None
    assert among == pytest.approx(alone, abs=0.5)


@pytest.mark.parametrize(
    "sound",
    [
        np.zeros(RATE, np.float32),
        np.empty(0, np.float32),
        np.full(RATE, np.nan, np.float32),
        sine(0.2, 0.5),
    ],
    ids=["silence", "nothing", "no numbers", "too short"],
)
def test_what_has_no_loudness_is_none(sound: NDArray[np.float32]) -> None:
    assert measured(sound, RATE).lufs is None
