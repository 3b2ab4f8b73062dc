"""What can be done with the rundown is enabled, or says why not."""

from __future__ import annotations

from tests.console.rundown.conftest import Obeyed
from tests.console.state.rundown.test_rundown import rundown, waiting
from vortex_gui.base.process.clock import steady_now
from vortex_gui.console.rundown.actions import RundownActions
from vortex_gui.console.rundown.view import RundownView
from vortex_gui.console.state.console_state import ConsoleState


def test_reasons_stand_in_the_tooltips(view: RundownView, state: ConsoleState) -> None:
    actions = view.actions_for_rows
    assert isinstance(actions, RundownActions)
    assert not actions.skip.isEnabled()
    assert "Choose a row first." in actions.skip.toolTip()
    assert "The rundown is not on air." in actions.next.toolTip()
    actions.choose((3,))
    assert "Its slot is queued or finished." in actions.queue.toolTip()
    actions.choose((4,))
    assert actions.queue.isEnabled()
    assert "It has no slot yet." in actions.show_slot.toolTip()
    actions.choose((1, 2))
    assert "Choose a single row." in actions.start_here.toolTip()
    state.set_read_only(True)
    actions.choose((4,))
    assert state.held in actions.queue.toolTip()
    state.rundown.put(rundown())
    assert "The rundown is empty." in actions.start.toolTip()


def test_start_becomes_stop_and_next_waits_for_a_clip(
    view: RundownView, state: ConsoleState, obeyed: Obeyed
) -> None:
    actions = view.actions_for_rows
    actions.start.trigger()
    assert obeyed.calls[-1] == ("start",)
    state.rundown.put(state.rundown.value.start(steady_now()))
    assert actions.start.text() == "Stop the rundown"
    actions.start.trigger()
    assert obeyed.calls[-1] == ("stop",)
    assert actions.next.isEnabled()
    actions.next.trigger()
    assert obeyed.calls[-1] == ("go_on",)
    state.rundown.put(rundown(waiting(1)).start(steady_now()))
    assert not actions.next.isEnabled()
    assert "The next row is not ready." in actions.next.toolTip()


def test_hold_and_loop_show_the_state(view: RundownView, state: ConsoleState, obeyed: Obeyed) -> None:
    actions = view.actions_for_rows
    actions.hold.trigger()
    actions.loop.trigger()
    assert obeyed.calls[-2:] == [("set_hold", True), ("set_loop", True)]
    state.rundown.put(state.rundown.value.with_hold(False).with_loop(True))
    assert (actions.hold.isChecked(), actions.loop.isChecked()) == (False, True)
