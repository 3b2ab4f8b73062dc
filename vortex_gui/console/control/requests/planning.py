"""Computes plans and fits profiles as the window asks, and puts what comes of it into the state.

What reads a plan is imported with the first one: no first paint needs it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from vortex_gui.base.words.translation import tr
from vortex_gui.console.control.loop.tasks import Tasks
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.figures.plan_state import PlanState
from vortex_gui.engine.facts.events import Severity

KEY = "plan"
"""Of the operation and the task: one plan or fit at a time."""


class Planning:
    """Called by the controller on its loop; `notify` is its outlet for messages."""

    def __init__(self, state: ConsoleState, tasks: Tasks, notify: Callable[..., None]) -> None:
        self._state = state
        self._tasks = tasks
        self._notify = notify

    def plan(self, profile: str, gpu: str | None, what_if: Mapping[str, str]) -> None:
        """Does nothing while another is under way."""
        if self._begin():
            self._tasks.begin(self._plan(profile, gpu, what_if), KEY)

    def fit(self, gpu: str, path: Path) -> None:
        """Does nothing while another is under way."""
        if self._begin():
            self._tasks.begin(self._fit(gpu, path), KEY)

    def _begin(self) -> bool:
        free = self._state.operations.since(KEY) is None
        if free:
            self._state.operations.begin(KEY)
        return free

    async def _plan(self, profile: str, gpu: str | None, what_if: Mapping[str, str]) -> None:
        try:
            await compute(self._state.plan, profile, gpu, what_if)
        finally:
            self._state.operations.end(KEY)

    async def _fit(self, gpu: str, path: Path) -> None:
        from vortex_gui.base.plan.fit_report import FitReport
        from vortex_gui.engine.side.planning import NoPlan, compute_fit

        try:
            answer = await compute_fit(gpu, path)
        finally:
            self._state.operations.end(KEY)
        match answer:
            case FitReport() as report:
                self._state.plan.put(report.plan)
                reasons = "\n".join(f"{each.what}: {each.value}. {each.why}" for each in report.choices)
                self._notify(
                    Severity.SUCCESS,
                    tr("Wrote the profile {path}.", path=report.profile_path),
                    remedy=tr("Name it in the settings (pipeline.profile) to use it."),
                    details=reasons,
                    key="fit",
                )
            case NoPlan(sentence):
                self._state.plan.put(None, sentence)


async def compute(state: PlanState, profile: str, gpu: str | None, what_if: Mapping[str, str]) -> None:
    """Returns when the plan is in the state; a cancel ends its process."""
    from vortex_gui.base.plan.plan_report import PlanReport
    from vortex_gui.engine.side.planning import NoPlan, compute_plan

    match await compute_plan(profile, gpu, what_if):
        case PlanReport() as plan:
            state.put(plan)
        case NoPlan(sentence):
            state.put(None, sentence)
