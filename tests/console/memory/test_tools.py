"""The buttons above the graph do what they say."""

from __future__ import annotations

from tests.console.memory.samples import MB, NOW, feed, run_slot, sample
from tests.console.rows import put
from vortex_gui.console.memory.view import MemoryView
from vortex_gui.console.state.console_state import ConsoleState


def test_pause_and_device_buttons_do_what_they_say(view: MemoryView, state: ConsoleState) -> None:
    feed(state, 1)
    state.memory.append(sample(NOW - 0.01, total=160_000 * MB))
    view.redraw()
    view.tools.pause.click()
    assert view.paused
    view.tools.pause.click()
    assert not view.paused
    assert not view.tools.device.isChecked()
    view.tools.device.click()
    assert view.tools.device.isChecked()
    view.tools.device.click()
    assert not view.tools.device.isChecked()


def test_slot_button_says_why_it_is_disabled(view: MemoryView, state: ConsoleState) -> None:
    assert "No slot is selected." in view.tools.slot.toolTip()
    put(state, 9)
    state.selection.select(9)
    assert not view.tools.slot.isEnabled()
    assert "No samples of this slot were kept." in view.tools.slot.toolTip()
    run_slot(state, 9, NOW - 30, 10, working_mb=400)
    assert view.tools.slot.isEnabled()
