"""Puts a plan, or the sentence that says why there is none, into the state."""

from __future__ import annotations

from collections.abc import Mapping

from vortex_gui.base.plan_report import PlanReport
from vortex_gui.console.state.console_state import PlanState
from vortex_gui.engine.side.planning import NoPlan, compute_plan


async def compute(state: PlanState, profile: str, gpu: str | None, what_if: Mapping[str, str]) -> None:
    """Returns when the plan is in the state; a cancel ends its process."""
    match await compute_plan(profile, gpu, what_if):
        case PlanReport() as plan:
            state.put(plan)
        case NoPlan(sentence):
            state.put(None, sentence)
