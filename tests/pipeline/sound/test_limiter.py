"""The limiter: no peak passes, quiet sound is left alone, and nothing clicks."""

from __future__ import annotations

import numpy as np
import pytest

from tests.pipeline.sound.sounds import RATE, like_speech, sine
from vortex_gui.pipeline.sound.limiter import limited, true_peaks
from vortex_gui.pipeline.sound.measure import measured

CEILING = 10 ** (-1.5 / 20)


def test_peaks_between_samples_are_computed() -> None:
    sound = sine(0.5, 1.0, RATE / 4, np.pi / 4)
    assert true_peaks(sound)[1000:-1000].max() == pytest.approx(1.0, abs=0.01)
    slow = sine(0.5, 0.5, 100.0)
    assert true_peaks(slow)[1000:-1000].max() == pytest.approx(0.5, abs=0.002)


@pytest.mark.parametrize("seed", range(6))
def test_no_peak_passes_the_ceiling(seed: int) -> None:
    sound = like_speech(2.0, seed=seed, level=1.5)
    assert np.abs(sound).max() > 1.0
    peak = measured(limited(sound, RATE, CEILING), RATE).true_peak_db
    assert peak is not None
    assert -2.5 < peak <= -1.4


@pytest.mark.parametrize("seed", range(4))
def test_no_peak_of_a_bright_sound_passes_the_ceiling(seed: int) -> None:
    """Hissing is where the most lies between two samples."""
    rng = np.random.default_rng(seed)
    spectrum = np.fft.rfft(rng.standard_normal(RATE))
    spectrum[: round(0.7 * spectrum.size)] = 0
    peak = measured(limited(np.fft.irfft(spectrum).astype(np.float32), RATE, CEILING), RATE).true_peak_db
    assert peak is not None
    assert peak <= -1.4


def test_sound_below_the_ceiling_is_left_as_it_is() -> None:
    sound = like_speech(1.0, level=0.3)
    assert limited(sound, RATE, CEILING) is sound


def test_one_loud_word_does_not_make_the_others_quieter() -> None:
    sound = like_speech(3.0, level=0.3)
    loud = sound.copy()
    loud[RATE : RATE + 2400] *= 20
    changed = np.abs(limited(loud, RATE, CEILING) - loud) > 1e-6
    assert changed.any()
    assert not changed[: RATE - 600].any()
    assert not changed[RATE + 3000 :].any()


@pytest.mark.parametrize("count", [1, 2, 100, 481, 482, 5000])
def test_sound_of_any_length_keeps_its_length(count: int) -> None:
    sound = np.full(count, 2.0, np.float32)
    made = limited(sound, RATE, CEILING)
    assert made.shape == sound.shape
    assert np.abs(made).max() <= CEILING * 1.0001
