"""The verdict on a clip: each model against its threshold, and the weighted ensemble against its own."""

from __future__ import annotations

import pytest

from vortex_gui.base.profile import Thresholds
from vortex_gui.pipeline.slot.verification import judge

LIMITS = Thresholds(clip_b=0.5, clip_l=1.0, outlier=0.25)


def test_the_larger_model_weighs_six_tenths_in_score_and_threshold() -> None:
    verdict = judge(1.0, 2.0, LIMITS)
    assert verdict.ensemble_score == pytest.approx(0.4 * 1.0 + 0.6 * 2.0)
    assert verdict.clip_threshold == pytest.approx(0.4 * 0.5 + 0.6 * 1.0)


def test_scores_at_their_thresholds_pass() -> None:
    assert judge(0.5, 1.0, LIMITS).self_check_passed


@pytest.mark.parametrize(("score_b", "score_l"), [(0.49, 2.0), (2.0, 0.99)])
def test_one_model_below_its_threshold_fails_whatever_the_other_says(score_b: float, score_l: float) -> None:
    assert not judge(score_b, score_l, LIMITS).self_check_passed


def test_the_recipes_threshold_takes_the_place_of_the_profiles() -> None:
    """The ensemble is 1.6."""
    assert judge(1.0, 2.0, LIMITS, wished=1.6).self_check_passed
    strict = judge(1.0, 2.0, LIMITS, wished=1.61)
    assert (strict.self_check_passed, strict.clip_threshold) == (False, 1.61)
    assert judge(0.5, 1.0, LIMITS, wished=0.0).clip_threshold == 0.0


def test_models_that_disagree_by_more_than_the_limit_make_an_outlier() -> None:
    assert not judge(1.0, 1.25, LIMITS).outlier_detected
    assert judge(1.0, 1.26, LIMITS).outlier_detected
    assert judge(1.26, 1.0, LIMITS).outlier_detected


def test_scores_are_told_to_four_places_and_judged_whole() -> None:
    verdict = judge(0.499996, 1.00004, LIMITS)
    assert (verdict.score_clip_b, verdict.score_clip_l, verdict.self_check_passed) == (0.5, 1.0, False)
