"""A plan, or the sentence why there is none, comes into the state from the real command."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.console.asking import until
from vortex_gui.base.profile import load_profile
from vortex_gui.console.control.planning import Planning, compute
from vortex_gui.console.control.tasks import Tasks
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.facts.events import Severity


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


async def test_a_fitted_profile_is_written_and_its_plan_is_shown(
    state: ConsoleState, qloop: asyncio.Runner, tmp_path: Path
) -> None:
    told: list[tuple[Severity, str]] = []

    def notify(severity: Severity, text: str, **_: str) -> None:
        told.append((severity, text))

    tasks = Tasks(lambda name, error: None)
    planning = Planning(state, tasks, notify)
    path = tmp_path / "own.yaml"
    planning.fit("RTX 3060", path)
    planning.fit("RTX 3060", tmp_path / "second.yaml")  # one at a time
    await until(lambda: told, "it is written", limit_s=110)
    assert told == [(Severity.SUCCESS, f"Wrote the profile {path}.")]
    assert load_profile(str(path)).name == "own"
    assert state.plan.plan is not None
    assert state.plan.plan.fits
    assert not (tmp_path / "second.yaml").exists()
    planning.fit("Voodoo 2", path)
    await until(lambda: state.plan.fault, "it is refused")
    assert state.plan.fault.startswith("gpu: unknown card 'Voodoo 2'")
    await tasks.close()
