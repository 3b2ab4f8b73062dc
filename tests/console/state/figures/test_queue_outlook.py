"""The forecasts that the views show."""

from __future__ import annotations

from vortex_gui.base.profile import load_profile
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.facts.forecast import BusyPlace, Need, Needs, Outlook, WaitingSlot

TEN = Need(9.0, 10.0, 12.0)
NEEDS = Needs(load_profile("mini"))


def outlook(*due_in: float | None, now: float = 1000.0) -> Outlook:
    waiting = tuple(
        WaitingSlot(number, None if due is None else 1000.0 + due, (TEN,))
        for number, due in enumerate(due_in, start=1)
    )
    return Outlook(now, (BusyPlace(),), waiting, NEEDS)


def test_views_hear_of_another_forecast_only(state: ConsoleState) -> None:
    heard: list[None] = []
    state.outlook.changed.connect(lambda: heard.append(None))
    state.outlook.put(None)
    assert heard == []
    state.outlook.put(outlook(60, 20))
    state.outlook.put(outlook(60, 20))
    assert len(heard) == 1
    assert state.outlook.late == (2,)
    state.outlook.put(outlook(60, 20, now=1001.0))
    assert len(heard) == 2
    state.outlook.put(None)
    assert state.outlook.forecasts == {}


def test_a_move_says_whom_it_makes_late(state: ConsoleState) -> None:
    state.outlook.put(outlook(13, None))
    assert state.outlook.late == ()
    assert state.outlook.late_by(state.outlook.if_moved([2], 0)) == (1,)


def test_without_an_outlook_nothing_is_known(state: ConsoleState, recipe: Recipe) -> None:
    assert state.outlook.if_moved([1], 0) == {}
    assert state.outlook.if_added(recipe, 5.0) is None
    assert state.outlook.need_s(recipe) is None
    state.outlook.put(outlook())
    assert state.outlook.need_s(recipe) is None, "no slot has taught the needs yet"
