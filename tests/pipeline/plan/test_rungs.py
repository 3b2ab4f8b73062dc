"""Which rung a card keeps: every time-out and the deadline, to the second."""

from __future__ import annotations

import pytest

from tests.pipeline.plan.plain_work import CARD, PlainWork, profile, tflop
from vortex_gui.base.profile import Rung
from vortex_gui.pipeline.plan.rungs import best_rung, meets

FULL, HALF = Rung(name="full"), Rung(name="half", every=2)
SUM_S = 1 + 9 + 9 + 1
"""Speech, four steps of two seconds and one around them, 64 frames of an eighth and one, verification."""


def test_floors_at_their_time_outs_keep_them() -> None:
    assert meets(profile(), PlainWork(profile()), FULL, CARD)


@pytest.mark.parametrize("stage", ["speech_s", "actor_s", "animation_s", "verification_s"])
def test_one_stage_over_its_time_out_is_enough_to_fail(stage: str) -> None:
    whole = profile()
    limit = getattr(whole.budgets, stage)
    hurried = profile(budgets=whole.budgets.model_copy(update={stage: limit - 0.01}))
    assert not meets(hurried, PlainWork(hurried), FULL, CARD)


def test_the_encoder_works_beside_the_card_and_costs_it_no_time() -> None:
    whole = profile()
    hurried = profile(budgets=whole.budgets.model_copy(update={"output_s": 1e-9}))
    assert meets(hurried, PlainWork(hurried), FULL, CARD)


@pytest.mark.parametrize(("deadline_s", "kept"), [(SUM_S, True), (SUM_S - 0.01, False), (None, True)])
def test_all_floors_together_keep_the_deadline(deadline_s: float | None, kept: bool) -> None:
    hurried = profile(deadline_s=deadline_s)
    assert meets(hurried, PlainWork(hurried), FULL, CARD) is kept


@pytest.mark.parametrize(("slot_s", "kept"), [(SUM_S, True), (SUM_S - 0.01, False)])
def test_the_slots_time_out_holds_beside_a_later_deadline(slot_s: float, kept: bool) -> None:
    timeouts = profile().budgets.model_copy(update={"slot_s": slot_s})
    hurried = profile(budgets=timeouts, deadline_s=100.0)
    assert meets(hurried, PlainWork(hurried), FULL, CARD) is kept


def test_slack_widens_every_floor() -> None:
    whole = profile()
    assert not meets(whole, PlainWork(whole), FULL, CARD, slack=1.001)
    assert meets(whole, PlainWork(whole, frame=tflop(0.1)), FULL, CARD, slack=0.5)


def test_the_first_rung_that_keeps_all_is_the_best() -> None:
    slow = profile(ladder=(FULL, HALF, Rung(name="quarter", every=4)))
    work = PlainWork(slow, frame=tflop(0.25))
    assert best_rung(slow, work, CARD) == HALF
    assert best_rung(slow, PlainWork(slow), CARD) == FULL
    assert best_rung(slow, PlainWork(slow, speaking=tflop(2)), CARD) is None
