"""The plan page hears of the plan, or of the sentence why there is none."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from vortex_gui.console.state.figures.plan_state import PlanState


def test_a_fault_takes_the_plans_place(qtbot: QtBot) -> None:
    state = PlanState()
    with qtbot.waitSignal(state.changed):
        state.put(None, "The profile is damaged.")
    assert (state.plan, state.fault) == (None, "The profile is damaged.")
