"""Thresholds from the scores of right and wrong pairs, for a stated share of false alarms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vortex_gui.base.profile import Thresholds
from vortex_gui.pipeline.calibration.scores import PairScores, Scores

DECIMALS = 3


@dataclass(frozen=True, slots=True)
class Proposal:
    """Thresholds with what they do to the pairs they were measured on.

    A false alarm is a right pair that does not pass, a miss a wrong pair that does. Shares are 0 to 1.
    """

    thresholds: Thresholds
    false_alarms: float
    misses: float
    right: int
    wrong: int


def propose(scores: PairScores, share: float, *, measured: str = "") -> Proposal:
    """The highest thresholds under which at most `share` of the right pairs fail one of both judges.

    The disagreement that asks the operator is one that as few right pairs reach. `measured` tells the origin.
    """
    ranked_b, ranked_l = np.sort(scores.right_b), np.sort(scores.right_l)
    best = ranked_b[0], ranked_l[0]
    for candidate in zip(ranked_b, ranked_l, strict=True):
        if np.mean(~_pass(scores.right_b, scores.right_l, *candidate)) > share:
            break
        best = candidate
    apart = np.abs(scores.right_b - scores.right_l)
    thresholds = Thresholds(
        clip_b=_down(best[0]),
        clip_l=_down(best[1]),
        outlier=_up(float(np.quantile(apart, 1 - share, method="higher"))),
        measured=measured,
    )
    return Proposal(
        thresholds,
        false_alarms=_share(~_passed(thresholds, scores.right_b, scores.right_l)),
        misses=_share(_passed(thresholds, scores.wrong_b, scores.wrong_l)),
        right=len(scores.right_b),
        wrong=len(scores.wrong_b),
    )


def _passed(thresholds: Thresholds, b: Scores, l: Scores) -> np.ndarray:  # noqa: E741  # as the models are called
    return _pass(b, l, thresholds.clip_b, thresholds.clip_l)


def _pass(b: Scores, l: Scores, least_b: float, least_l: float) -> np.ndarray:  # noqa: E741
    passed: np.ndarray = (b >= least_b) & (l >= least_l)
    return passed


def _share(flags: np.ndarray) -> float:
    return round(float(np.mean(flags)), 4)


def _down(score: float) -> float:
    """A threshold that the score itself still passes."""
    return float(np.floor(float(score) * 10**DECIMALS) / 10**DECIMALS)


def _up(score: float) -> float:
    return float(np.ceil(score * 10**DECIMALS) / 10**DECIMALS)
