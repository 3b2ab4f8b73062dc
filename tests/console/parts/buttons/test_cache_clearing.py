"""Clear cache asks twice while it would slow a slot down."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from tests.console.rows import put
from vortex_gui.console.parts.buttons.cache_clearing import CacheClearing
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.facts.slots import SlotState


def test_one_press_is_enough_while_nothing_runs(state: ConsoleState, asked: Asked) -> None:
    CacheClearing(state, asked, state).press()
    assert asked.names() == ["clear_cache"]


def test_beside_a_running_slot_the_second_press_clears(
    state: ConsoleState, asked: Asked, qtbot: QtBot
) -> None:
    clearing = CacheClearing(state, asked, state)
    with qtbot.waitSignal(clearing.changed):
        put(state, 1, SlotState.RUNNING)
    assert "second press" in clearing.tip()
    clearing.press()
    assert (clearing.armed, clearing.text(), asked.names()) == (True, "Clear anyway?", [])
    clearing.press()
    assert (clearing.armed, asked.names()) == (False, ["clear_cache"])
    clearing.press()
    with qtbot.waitSignal(clearing.changed):
        put(state, 1, SlotState.DONE)
    assert not clearing.armed
