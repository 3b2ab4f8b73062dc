"""The mean over neighbours that keeps lips from trembling."""

from __future__ import annotations

import numpy as np
import pytest

from vortex_gui.models.live_portrait.lips import smooth


def test_a_single_moment_spreads_evenly_to_both_sides() -> None:
    moment = np.zeros(9)
    moment[4] = 1.0
    assert smooth(moment, 1) == pytest.approx([0, 0, 0, 0.25, 0.5, 0.25, 0, 0, 0])
    assert smooth(moment, 2) == pytest.approx(np.array([0, 0, 1, 2, 3, 2, 1, 0, 0]) / 9)


def test_what_lasts_stays_as_it_is_also_at_the_ends() -> None:
    assert smooth(np.full(5, 0.7), 2) == pytest.approx(np.full(5, 0.7))
