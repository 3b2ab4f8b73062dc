"""Thresholds from plain scores: never more false alarms than stated, and no lower than they need to be."""

from __future__ import annotations

import numpy as np
import pytest

from vortex_gui.pipeline.calibration.proposal import propose
from vortex_gui.pipeline.calibration.scores import PairScores


def scores(right_b: list[float], right_l: list[float], wrong: list[float]) -> PairScores:
    found_b, found_l, w = (np.array(each, np.float32) for each in (right_b, right_l, wrong))
    return PairScores(found_b, found_l, w, w)


SPREAD = scores(
    [0.5, 0.6, 0.7, 0.8, 0.9, 0.91, 0.92, 0.93, 0.94, 0.95],
    [0.55, 0.65, 0.75, 0.85, 0.9, 0.91, 0.92, 0.93, 0.94, 0.95],
    [0.1, 0.2, 0.6, 0.72],
)


@pytest.mark.parametrize(
    ("share", "clip_b", "clip_l"), [(0.0, 0.5, 0.55), (0.1, 0.6, 0.65), (0.25, 0.7, 0.75)]
)
def test_the_highest_thresholds_that_keep_the_share(share: float, clip_b: float, clip_l: float) -> None:
    found = propose(SPREAD, share)
    assert found.thresholds.clip_b == pytest.approx(clip_b, abs=0.0011)
    assert found.thresholds.clip_l == pytest.approx(clip_l, abs=0.0011)
    assert found.false_alarms <= share


def test_a_pair_fails_when_either_judge_fails_it() -> None:
    crossed = scores([0.5, 0.9, 0.9, 0.9], [0.9, 0.5, 0.9, 0.9], [0.1])
    assert propose(crossed, 0.25).thresholds.clip_b < 0.51, "0.9 for both would fail two of four"
    assert propose(crossed, 0.5).thresholds.clip_b > 0.89


def test_misses_are_wrong_pairs_that_pass_both() -> None:
    assert propose(SPREAD, 0.0).misses == 0.5
    assert propose(SPREAD, 0.25).misses == 0.0
    assert (propose(SPREAD, 0.0).right, propose(SPREAD, 0.0).wrong) == (10, 4)


def test_the_disagreement_is_one_that_hardly_any_right_pair_reaches() -> None:
    apart = scores([0.5, 0.5, 0.5, 0.5], [0.51, 0.52, 0.53, 0.9], [0.1])
    assert propose(apart, 0.0).thresholds.outlier == pytest.approx(0.4, abs=0.0011)
    assert propose(apart, 0.34).thresholds.outlier == pytest.approx(0.03, abs=0.0011)


def test_their_origin_goes_with_them() -> None:
    assert propose(SPREAD, 0.0, measured="today").thresholds.measured == "today"
    assert propose(SPREAD, 0.0).thresholds.measured == ""


def test_equal_scores_are_no_fault() -> None:
    same = scores([0.7] * 8, [0.7] * 8, [0.7])
    assert propose(same, 0.05).false_alarms == 0
