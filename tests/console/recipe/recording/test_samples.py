"""A device's bytes of any format become 16-bit samples of one channel."""

from __future__ import annotations

import numpy as np
import pytest

from vortex_gui.console.recipe.recording.samples import Kind, Unpacking

KINDS: dict[Kind, tuple[float, float]] = {
    "u8": (128, 127),
    "i2": (0, 32_767),
    "i4": (0, 2**31 - 1),
    "f4": (0, 1),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_format_gives_the_same_samples(kind: Kind) -> None:
    middle, full = KINDS[kind]
    wave = np.array([0.0, 0.5, -0.5, 1.0, -0.75])
    data = np.rint(middle + full * wave).astype(kind) if kind != "f4" else wave.astype(kind)
    found = Unpacking(kind, 1).mono(data.tobytes())
    assert found.dtype == np.int16
    assert found / 32_767 == pytest.approx(wave, abs=0.01)


def test_channels_become_their_mean() -> None:
    stereo = np.array([[1000, 3000], [-200, 200]], "<i2")
    assert Unpacking("i2", 2).mono(stereo.tobytes()).tolist() == [2000, 0]


def test_a_sample_that_comes_in_two_pieces_is_one() -> None:
    data, unpacking = np.array([[100, 300], [500, 700]], "<i2").tobytes(), Unpacking("i2", 2)
    pieces = [unpacking.mono(data[:3]), unpacking.mono(data[3:5]), unpacking.mono(data[5:])]
    assert np.concatenate(pieces).tolist() == [200, 600]


def test_a_float_beyond_full_scale_or_none_at_all_is_held() -> None:
    data = np.array([2.0, -3.0, np.nan], "<f4").tobytes()
    assert Unpacking("f4", 1).mono(data).tolist() == [32_767, -32_767, 0]
