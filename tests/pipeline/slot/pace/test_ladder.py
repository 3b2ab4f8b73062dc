"""Deadlines: what this machine's history predicts, which rung is taken, when a slot is given up."""

from __future__ import annotations

import pytest

from vortex_gui.base.errors import DeadlineMissed
from vortex_gui.base.pace.learned_clock import LearnedClock
from vortex_gui.base.pace.work import Extent, work_of
from vortex_gui.base.profile import Profile, Rung, load_profile
from vortex_gui.base.report.report import StageTiming
from vortex_gui.base.stages import STAGES, Stage
from vortex_gui.pipeline.slot.pace.expectation import Expectation
from vortex_gui.pipeline.slot.pace.ladder import choose_rung

LADDER = (Rung(name="full"), Rung(name="half", every=2), Rung(name="quarter", every=4, steps=2))
WORK = {rung.name: work_of(Extent(words=10, frames=100, steps=4), rung) for rung in LADDER}


def budgeted(target_s: float | None = None, **budgets: float) -> Profile:
    mini = load_profile("mini")
    return mini.model_copy(
        update={"budgets": mini.budgets.model_copy(update=budgets), "deadline_s": target_s, "ladder": LADDER}
    )


MINI = budgeted()


def trained_clock() -> LearnedClock:
    seconds_and_units: dict[Stage, tuple[float, float]] = {
        "speech": (1.0, 10),
        "actor": (2.0, 4),
        "animation": (10.0, 100),
        "verification": (0.5, 1),
        "output": (0.5, 1),
    }
    return LearnedClock(
        [[StageTiming(stage, 0, 1000 * s, units=units) for stage, (s, units) in seconds_and_units.items()]]
    )


def test_speech_runs_beside_the_actor() -> None:
    assert trained_clock().predict(WORK["full"]) == pytest.approx(2 + 10 + 0.5 + 0.5)


@pytest.mark.parametrize(
    ("remaining_s", "rung"), [(None, "full"), (13.1, "full"), (12, "half"), (5, "quarter")]
)
def test_the_best_rung_that_fits_is_taken(remaining_s: float | None, rung: str) -> None:
    assert choose_rung(MINI, LADDER, Expectation(trained_clock()), WORK, remaining_s).name == rung


def test_a_slot_is_given_up_when_no_rung_fits() -> None:
    with pytest.raises(DeadlineMissed, match=r"in 3\.0 s and the work would take 4\.5 s"):
        choose_rung(MINI, LADDER, Expectation(trained_clock()), WORK, 3.0)


def test_a_rung_that_takes_exactly_the_time_left_fits() -> None:
    seconds: dict[Stage, float] = dict.fromkeys(STAGES, 1.0)
    seconds["animation"] = 8.0
    clock = LearnedClock([[StageTiming(stage, 0, 1000 * s, units=1) for stage, s in seconds.items()]])
    work = {"full": dict.fromkeys(WORK["full"], 1.0)}
    assert choose_rung(MINI, LADDER[:1], Expectation(clock), work, 11.0).name == "full"
    with pytest.raises(DeadlineMissed, match=r"in 10\.9 s and the work would take 11\.0 s"):
        choose_rung(MINI, LADDER[:1], Expectation(clock), work, 10.9)


def test_at_the_deadline_itself_it_has_passed() -> None:
    with pytest.raises(DeadlineMissed, match="has passed"):
        choose_rung(MINI, LADDER, Expectation(LearnedClock()), WORK, 0.0)


def test_finished_stages_do_not_count() -> None:
    assert (
        choose_rung(MINI, LADDER, Expectation(trained_clock()), WORK, 11.1, after=("speech", "actor")).name
        == "full"
    )


def test_a_passed_deadline_is_missed_even_without_a_history() -> None:
    with pytest.raises(DeadlineMissed, match="has passed"):
        choose_rung(MINI, LADDER, Expectation(LearnedClock()), WORK, -0.1)
    assert choose_rung(MINI, LADDER, Expectation(LearnedClock()), WORK, 0.1).name == "full"


def chosen(profile: Profile, remaining_s: float | None = None, spent_s: float = 0.0) -> str:
    expectation = Expectation(trained_clock())
    return choose_rung(profile, LADDER, expectation, WORK, remaining_s, spent_s=spent_s).name


def test_a_budget_chooses_the_rung_without_a_deadline() -> None:
    assert chosen(budgeted(animation_s=6.0)) == "half"
    assert chosen(budgeted(animation_s=0.1)) == "quarter", "the nearest one, and no slot is given up"
    assert chosen(budgeted(target_s=9.0)) == "half"
    assert chosen(budgeted(slot_s=5.0)) == "quarter"


def test_a_budget_does_not_take_a_rung_that_misses_the_deadline() -> None:
    assert chosen(budgeted(), 5.0) == "quarter"
    with pytest.raises(DeadlineMissed):
        chosen(budgeted(animation_s=100.0), 3.0)


def test_time_that_is_spent_counts_for_the_target() -> None:
    assert chosen(budgeted(target_s=14.0)) == "full"
    assert chosen(budgeted(target_s=14.0), spent_s=2.0) == "half"


def test_a_guess_chooses_a_rung_but_gives_no_slot_up() -> None:
    guess = Expectation(LearnedClock(), lambda: {"animation": 0.1, "actor": 0.5})
    assert choose_rung(budgeted(animation_s=6.0), LADDER, guess, WORK, None).name == "half"
    assert choose_rung(budgeted(), LADDER, guess, WORK, 8.0).name == "half"
    assert choose_rung(budgeted(), LADDER, guess, WORK, 0.5).name == "quarter"


def test_what_was_learned_takes_the_place_of_a_guess() -> None:
    wrong = Expectation(trained_clock(), lambda: {"animation": 100.0})
    assert choose_rung(budgeted(animation_s=11.0), LADDER, wrong, WORK, None).name == "full"
