"""The plan's command in its own process, and what it answers."""

from __future__ import annotations

import asyncio

import pytest

from vortex_gui.base.plan.plan_report import PlanReport
from vortex_gui.engine.side import planning
from vortex_gui.engine.side.planning import NoPlan, compute_plan


@pytest.mark.parametrize(
    ("gpu", "what_if", "told"),
    [
        ("--help", {}, "gpu: unknown card '--help'; allowed is"),
        (None, {"size": "-4"}, "--size: '-4' is not possible; allowed is"),
    ],
)
def test_what_looks_like_an_option_is_told_as_what_it_was_typed_for(
    gpu: str | None, what_if: dict[str, str], told: str
) -> None:
    answer = asyncio.run(compute_plan("mini", gpu, what_if))
    assert isinstance(answer, NoPlan)
    assert answer.sentence.startswith(told)


def test_a_plan_is_read_with_its_types() -> None:
    answer = asyncio.run(compute_plan("mini", None, {"size": "320x320"}))
    assert isinstance(answer, PlanReport)
    assert (answer.profile, answer.fits) == ("mini", True)
    assert {part.role for part in answer.components} >= {"flux", "clip_b"}


def test_a_command_that_answers_something_else_is_refused_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for script, told in (
        ("print('[1, 2]')", "This version cannot read the output of the plan."),
        ("import sys; print('first\\nlast', file=sys.stderr); sys.exit(1)", "last"),
        ("import sys; sys.exit(5)", "The plan ended with exit code 5."),
    ):
        monkeypatch.setattr(planning, "program", lambda *_, script=script: ["python3", "-c", script])
        assert asyncio.run(compute_plan("mini", None, {})) == NoPlan(told)


def test_a_cancel_ends_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "program", lambda *_: ["sleep", "60"])

    async def story() -> None:
        computing = asyncio.create_task(compute_plan("mini", None, {}))
        await asyncio.sleep(0.05)
        computing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await computing

    asyncio.run(asyncio.wait_for(story(), 10))
