"""Deadlines: what this machine's history predicts, which rung is taken, when a slot is given up."""

from __future__ import annotations

import pytest

from vortex_gui.base.errors import DeadlineMissed
from vortex_gui.base.learned_clock import LearnedClock
from vortex_gui.base.profile import Rung
from vortex_gui.base.report import StageTiming
from vortex_gui.base.stages import STAGES, Stage
from vortex_gui.base.work import Extent, work_of
from vortex_gui.pipeline.slot.ladder import choose_rung

LADDER = (Rung(name="full"), Rung(name="half", every=2), Rung(name="quarter", every=4, steps=2))
WORK = {rung.name: work_of(Extent(words=10, frames=100, steps=4), rung) for rung in LADDER}


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
    assert choose_rung(LADDER, trained_clock(), WORK, remaining_s).name == rung


def test_a_slot_is_given_up_when_no_rung_fits() -> None:
    with pytest.raises(DeadlineMissed, match=r"in 3\.0 s and the work would take 4\.5 s"):
        choose_rung(LADDER, trained_clock(), WORK, 3.0)


def test_a_rung_that_takes_exactly_the_time_left_fits() -> None:
    seconds: dict[Stage, float] = dict.fromkeys(STAGES, 1.0)
    seconds["animation"] = 8.0
    clock = LearnedClock([[StageTiming(stage, 0, 1000 * s, units=1) for stage, s in seconds.items()]])
    work = {"full": dict.fromkeys(WORK["full"], 1.0)}
    assert choose_rung(LADDER[:1], clock, work, 11.0).name == "full"
    with pytest.raises(DeadlineMissed, match=r"in 10\.9 s and the work would take 11\.0 s"):
        choose_rung(LADDER[:1], clock, work, 10.9)


def test_at_the_deadline_itself_it_has_passed() -> None:
    with pytest.raises(DeadlineMissed, match="has passed"):
        choose_rung(LADDER, LearnedClock(), WORK, 0.0)


def test_finished_stages_do_not_count() -> None:
    assert choose_rung(LADDER, trained_clock(), WORK, 11.1, after=("speech", "actor")).name == "full"


def test_a_passed_deadline_is_missed_even_without_a_history() -> None:
    with pytest.raises(DeadlineMissed, match="has passed"):
        choose_rung(LADDER, LearnedClock(), WORK, -0.1)
    assert choose_rung(LADDER, LearnedClock(), WORK, 0.1).name == "full"
