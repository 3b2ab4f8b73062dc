"""What lives in a face beside its words: glances that return with stress, nods, shoulders that breathe."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from vortex_gui.models.contracts import Region
from vortex_gui.models.live_portrait.gaze import AT_VIEWER_S, AWAY_S, FLATTER, glances
from vortex_gui.models.live_portrait.motion import PRESETS, MotionTrack, plan_motion
from vortex_gui.models.live_portrait.shoulders import RISE, Shoulders

RATE, FPS = 24_000, 24
MOUTH = Region(left=0.4, top=0.45, right=0.6, bottom=0.65)


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


def picture() -> torch.Tensor:
    """uint8 (1, 3, 200, 50): brighter from row to row."""
    return torch.arange(200, dtype=torch.uint8)[None, None, :, None].expand(1, 3, -1, 50).contiguous()


def test_shoulders_rise_when_breathed_in_and_the_head_stays() -> None:
    shoulders = Shoulders(MOUTH, 200, torch.device("cpu"))
    first, whole = 140, 154  # a quarter, and six tenths, of the mouth's height below it
    for breath in (1.0, -1.0):
        rows = shoulders.breathe(picture(), torch.tensor([breath]))[0, 0, :, 0].int()
        assert torch.equal(rows[: first + 1], torch.arange(first + 1, dtype=torch.int32))
        assert rows[whole:-2].tolist() == [row + breath * RISE * 200 for row in range(whole, 198)]


def test_each_picture_breathes_by_itself_and_rest_changes_nothing() -> None:
    shoulders = Shoulders(MOUTH, 200, torch.device("cpu"))
    both = shoulders.breathe(picture().repeat(2, 1, 1, 1), torch.tensor([0.0, 1.0]))
    assert torch.equal(both[:1], picture())
    assert not torch.equal(both[1:], picture())


def test_half_a_pixel_is_half_of_both_rows() -> None:
    shoulders = Shoulders(MOUTH, 200, torch.device("cpu"))
    stripes = (picture() % 2) * 200
    rows = shoulders.breathe(stripes, torch.tensor([0.5]))[0, 0, :, 0]
    assert rows[160:190].tolist() == [100] * 30


def test_without_a_known_mouth_the_picture_s_lower_quarter_breathes() -> None:
    rows = Shoulders(None, 200, torch.device("cpu")).breathe(picture(), torch.tensor([1.0]))[0, 0, :, 0]
    moved = rows.int() != torch.arange(200)
    assert 152 < int(moved.nonzero()[0]) < 170


def test_a_mouth_at_the_lower_edge_leaves_nothing_to_breathe() -> None:
    low = Region(left=0.4, top=0.8, right=0.6, bottom=1.0)
    assert torch.equal(Shoulders(low, 200, torch.device("cpu")).breathe(picture(), torch.ones(1)), picture())
