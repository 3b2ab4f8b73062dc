"""The console's measure of its own event loop, on the real loop."""

from __future__ import annotations

import time

import pytest
from pytestqt.qtbot import QtBot

from vortex_gui.console.control.loop.loop_delay import PROBE_MS, SUMMARY_EVERY, LoopDelayMeter
from vortex_gui.console.state.figures.shift_figures import LoopDelay


def test_stall_of_the_loop_is_counted_once_with_its_length(qtbot: QtBot) -> None:
    delay = LoopDelay()
    meter = LoopDelayMeter(delay)
    meter.start()
    with qtbot.waitSignal(delay.changed, timeout=10_000):
        time.sleep((PROBE_MS + 200) / 1e3)  # the stall itself: the GUI thread does not come back to its loop
    meter.stop()
    assert delay.max_ms is not None
    assert delay.p50_ms is not None
    assert delay.max_ms >= 195
    assert delay.p50_ms < 195


def test_figures_come_once_a_second_worth_of_probes(qtbot: QtBot) -> None:
    delay = LoopDelay()
    moments = iter(index * PROBE_MS / 1e3 for index in range(10_000))
    meter = LoopDelayMeter(delay, clock=lambda: next(moments))
    meter.start()
    with qtbot.waitSignal(delay.changed, timeout=10_000):
        pass
    meter.stop()
    assert next(moments) == pytest.approx((2 * SUMMARY_EVERY + 1) * PROBE_MS / 1e3)
    assert delay.max_ms is not None
    assert delay.max_ms < 1e-6


def test_stopped_meter_leaves_no_timer_running(qtbot: QtBot) -> None:
    meter = LoopDelayMeter(LoopDelay())
    meter.start()
    assert meter.running
    meter.stop()
    assert not meter.running
