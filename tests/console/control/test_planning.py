"""A plan, or the sentence why there is none, comes into the state from the real command."""

from __future__ import annotations

import asyncio

from vortex_gui.console.control.planning import compute
from vortex_gui.console.state.console_state import ConsoleState


async def test_a_wish_that_cannot_be_is_told_by_the_control_it_was_typed_into(
    state: ConsoleState, qloop: asyncio.Runner
) -> None:
    await compute(state.plan, "mini", "--help", {})
    assert state.plan.plan is None
    assert state.plan.fault.startswith("gpu: unknown card '--help'; allowed is")


async def test_a_plan_takes_the_place_of_a_fault(state: ConsoleState, qloop: asyncio.Runner) -> None:
    state.plan.put(None, "It was refused.")
    await compute(state.plan, "mini", None, {"steps": "2"})
    assert state.plan.fault == ""
    assert state.plan.plan is not None
    assert state.plan.plan.profile == "mini"
