"""A plan, or the sentence why there is none, comes into the state from the real command."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.console.asking import until
from tests.console.plan.reports import PLAN
from vortex_gui.base.plan.fit_report import Choice, FitReport
from vortex_gui.console.control.loop.tasks import Tasks
from vortex_gui.console.control.requests.planning import Planning, compute
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.facts.events import Severity
from vortex_gui.engine.side import planning as side


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


async def test_the_plan_of_a_fitted_profile_is_shown_with_where_it_was_written(
    state: ConsoleState, qloop: asyncio.Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command itself is run by its own tests; here it answers at once."""
    asked: list[tuple[str, ...]] = []
    report = FitReport("RTX 3060", "/x/own.yaml", (Choice("Size", "512x512", "It fits."),), PLAN)
    (tmp_path / "answer.json").write_text(report.to_json())

    def program(*words: str) -> list[str]:
        asked.append(words)
        return ["cat", str(tmp_path / "answer.json")]

    monkeypatch.setattr(side, "program", program)
    told: list[tuple[Severity, str, str]] = []

    def notify(severity: Severity, text: str, *, details: str = "", **_: str) -> None:
        told.append((severity, text, details))

    tasks = Tasks(lambda name, error: None)
    planning = Planning(state, tasks, notify)
    planning.fit("RTX 3060", Path("/x/own.yaml"))
    planning.fit("RTX 3060", Path("/x/second.yaml"))  # one at a time
    await until(lambda: told, "it is written")
    assert asked == [("fit", "--gpu=RTX 3060", "--out=/x/own.yaml", "--replace", "--json")]
    assert told == [(Severity.SUCCESS, "Wrote the profile /x/own.yaml.", "Size: 512x512. It fits.")]
    assert state.plan.plan == PLAN
    monkeypatch.setattr(side, "program", lambda *_: ["python3", "-c", "import sys; sys.exit('no room')"])
    planning.fit("RTX 3060", Path("/x/own.yaml"))
    await until(lambda: state.plan.fault, "it is refused")
    assert state.plan.fault == "no room"
    assert len(told) == 1
    await tasks.close()
