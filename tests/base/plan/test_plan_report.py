"""A plan goes out as JSON and comes back; what is none is refused."""

from __future__ import annotations

import json

import pytest

from vortex_gui.base.plan.plan_report import HostNeeds, PlannedPart, PlanReport, StagePlan, read_plan

PLAN = PlanReport(
    profile="mini",
    gpu=None,
    components=(PlannedPart("flux", "vae", None, "fp32", 7),),
    resident_bytes=7,
    buffers_bytes=1,
    working_bytes=2,
    total_bytes=10,
    soft_limit_bytes=11,
    hard_limit_bytes=12,
    fits=True,
    stages=(StagePlan("actor", 5, 6, 0.5), StagePlan("output", 0, None, None)),
    floor_s=0.5,
    deadline_s=None,
    rung="full",
    advice=("Close other programs.",),
    host=HostNeeds(2, 1, 3, 4, 9, 4),
)


def test_a_plan_comes_back_as_it_went_out() -> None:
    assert read_plan(PLAN.to_json()) == PLAN


@pytest.mark.parametrize(
    "change",
    [{"total_bytes": "many"}, {"stages": [{"name": "lunch"}]}, {"fits": None}, {"floor_s": float("nan")}],
)
def test_what_does_not_fit_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        read_plan(json.dumps(json.loads(PLAN.to_json()) | change))


@pytest.mark.parametrize("text", ["", "[]", "{}", "null"])
def test_what_is_no_plan_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_plan(text)
