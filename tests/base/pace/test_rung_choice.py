"""Budgets choose the rung: the best one that keeps them, else the one that comes nearest."""

from __future__ import annotations

import pytest

from vortex_gui.base.pace.rung_choice import Seconds, nearest_rung, overrun_s
from vortex_gui.base.profile import Profile, load_profile

FULL: Seconds = {"speech": 1.0, "actor": 8.0, "animation": 40.0, "verification": 2.0}
HALF: Seconds = {**FULL, "animation": 20.0}
LOW: Seconds = {**FULL, "actor": 6.0, "animation": 10.0}


def profile(target_s: float | None = None, **budgets: float) -> Profile:
    mini = load_profile("mini")
    wide = {
        "speech_s": 100.0,
        "actor_s": 100.0,
        "animation_s": 100.0,
        "verification_s": 100.0,
        "slot_s": 500.0,
    }
    return mini.model_copy(
        update={"budgets": mini.budgets.model_copy(update=wide | budgets), "deadline_s": target_s}
    )


@pytest.mark.parametrize(
    ("budgets", "rung"),
    [
        ({}, 0),
        ({"animation_s": 40.0}, 0),
        ({"animation_s": 39.0}, 1),
        ({"animation_s": 15.0}, 2),
        ({"animation_s": 1.0}, 2),
        ({"actor_s": 7.0}, 2),
        ({"slot_s": 30.0}, 1),
        ({"slot_s": 1.0}, 2),
    ],
)
def test_the_best_rung_that_keeps_the_budgets_or_the_nearest_one(
    budgets: dict[str, float], rung: int
) -> None:
    assert nearest_rung([FULL, HALF, LOW], profile(**budgets)) == rung


def test_a_budget_that_no_rung_can_change_costs_no_quality() -> None:
    assert nearest_rung([FULL, HALF, LOW], profile(verification_s=0.5, speech_s=0.1)) == 0


def test_the_target_is_the_slots_budget_where_it_is_shorter() -> None:
    assert nearest_rung([FULL, HALF, LOW], profile(target_s=30.0)) == 1
    assert nearest_rung([FULL, HALF, LOW], profile(target_s=600.0, slot_s=30.0)) == 1


def test_time_that_is_spent_counts_for_the_slot_and_ended_stages_do_not() -> None:
    hurried = profile(slot_s=45.0, actor_s=1.0)
    assert nearest_rung([FULL, HALF], hurried, ended=("speech", "actor"), spent_s=2.0) == 0
    assert nearest_rung([FULL, HALF], hurried, ended=("speech", "actor"), spent_s=10.0) == 1


def test_a_deadline_counts_beside_the_budgets() -> None:
    assert nearest_rung([FULL, HALF], profile(), left_s=49.0) == 1
    assert overrun_s(FULL, profile(), left_s=49.0) == 1.0


def test_a_stage_of_unknown_pace_counts_for_nothing() -> None:
    assert nearest_rung([{}, {}], profile(slot_s=1.0)) == 0


def test_a_difference_below_a_millisecond_costs_no_quality() -> None:
    assert nearest_rung([FULL, {**FULL, "animation": 39.9999}], profile(animation_s=1.0)) == 0
