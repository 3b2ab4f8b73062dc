"""What can be asked of the worker: busy with the time, asked twice while it disturbs."""

from __future__ import annotations

from tests.console.asking import Asked
from tests.console.rows import put
from tests.console.shell.running import run
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.console.shell.main_window import MainWindow
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.facts.events import WorkerState
from vortex_gui.engine.facts.slots import SlotState


def test_busy_action_shows_how_long(window: MainWindow, state: ConsoleState) -> None:
    state.worker.update(state=WorkerState.READY)
    state.operations.begin("warm_up")
    assert not window.own_actions.worker.warm_up.isEnabled()
    assert window.own_actions.worker.warm_up.text() == "Warm up 0:00"
    assert "Under way" in window.own_actions.worker.warm_up.toolTip()
    state.operations.end("warm_up")
    assert window.own_actions.worker.warm_up.isEnabled()


def test_clear_cache_asks_twice_while_a_slot_runs(
    window: MainWindow, state: ConsoleState, asked: Asked, recipe: Recipe
) -> None:
    state.worker.update(state=WorkerState.BUSY)
    run(state, recipe, 1)
    clear = window.own_actions.worker.clear_cache
    clear.trigger()
    assert "clear_cache" not in asked.names()
    assert clear.text() == "Clear anyway?"
    clear.trigger()
    assert asked.names().count("clear_cache") == 1
    clear.trigger()
    put(state, 1, SlotState.DONE)
    assert clear.text() == "Clear cache"


def test_cancel_under_way_shows_how_long(window: MainWindow, state: ConsoleState, recipe: Recipe) -> None:
    run(state, recipe, 1)
    state.operations.begin("cancel:1")
    cancel = window.own_actions.worker.cancel
    assert cancel.text() == "Cancelling 0:00"
    assert not cancel.isEnabled()
    assert "is stopping the slot" in cancel.toolTip()
    state.operations.end("cancel:1")
    assert cancel.isEnabled()
