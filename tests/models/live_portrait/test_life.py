"""What lives in a face beside its words: glances that return with stress, nods, and breath."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from vortex_gui.models.live_portrait.gaze import AT_VIEWER_S, AWAY_S, FLATTER, glances
from vortex_gui.models.live_portrait.motion import PRESETS, MotionTrack, plan_motion

RATE, FPS = 24_000, 24


def looked(
    seconds: float, *, stress: float = 0.0, reach: float = 1.0, seed: int = 0, fps: int = FPS
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    frames = round(seconds * fps)
    times = (np.arange(frames) + 0.5) / fps
    rng = np.random.default_rng(seed)
    return glances(times, fps, np.full(frames, stress), np.full(frames, reach), rng)


def lengths(held: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Of each run of frames that hold."""
    edges = np.diff(np.concatenate(([0], held.astype(int), [0])))
    return np.flatnonzero(edges == -1) - np.flatnonzero(edges == 1)


def test_eyes_glance_aside_and_come_back_to_the_viewer() -> None:
    x, y = looked(600, fps=100)
    away = np.hypot(x, y / FLATTER) > 0.9
    lasts, between = lengths(away) / 100, lengths(~away)[1:-1] / 100
    assert lasts.min() > AWAY_S[0] - 0.05
    assert lasts.max() < AWAY_S[1] + 0.05
    assert between.min() > AT_VIEWER_S[0] - 0.05
    assert between.max() < AT_VIEWER_S[1] + 0.05
    assert np.abs(y).max() == pytest.approx(FLATTER, abs=0.02)


def test_a_stressed_word_brings_the_eyes_back() -> None:
    x, _ = looked(60)
    soft, _ = looked(60, stress=0.125)
    loud, _ = looked(60, stress=0.3)
    assert soft == pytest.approx(x / 2)
    assert not loud.any()


def test_glances_go_as_far_as_the_expression_lets_them() -> None:
    x, _ = looked(60)
    nearer, _ = looked(60, reach=0.2)
    assert nearer == pytest.approx(0.2 * x)


def swelling(seconds: float) -> NDArray[np.float32]:
    """Loud in every second half second."""
    at = np.arange(round(seconds * RATE)) / RATE
    size = np.where(at % 1 < 0.5, 0.05, 0.3)
    return (size * np.sin(2 * np.pi * 1000 * at)).astype(np.float32)


def planned(expression: str, seed: int = 0) -> MotionTrack:
    return plan_motion(swelling(8.0), RATE, frames=8 * FPS, fps=FPS, expressions=[expression], seed=seed)


@pytest.mark.parametrize("expression", PRESETS)
def test_the_head_goes_down_and_the_brows_up_where_it_is_loud(expression: str) -> None:
    """Over many seeds, in which the slow waves of the head cancel out."""
    loud = (np.arange(8 * FPS) % FPS + 0.5) / FPS > 0.5
    tracks = [planned(expression, seed) for seed in range(30)]
    down = np.mean([t.pitch[loud].mean() - t.pitch[~loud].mean() for t in tracks])
    up = np.mean([t.brow[loud].mean() - t.brow[~loud].mean() for t in tracks])
    assert down == pytest.approx(0.6 * PRESETS[expression].nod, rel=0.25)
    assert up > 0.2 * PRESETS[expression].brow_play


@pytest.mark.parametrize("expression", PRESETS)
def test_a_breath_lasts_as_long_as_the_expression_says(expression: str) -> None:
    frames = 60 * FPS
    track = plan_motion(swelling(60.0), RATE, frames=frames, fps=FPS, expressions=[expression])
    rises = np.count_nonzero((track.breath[:-1] < 0) & (track.breath[1:] >= 0))
    assert rises == pytest.approx(60 * PRESETS[expression].breath_hz, abs=1)
    assert track.breath.min() < -0.99
    assert track.breath.max() > 0.99
