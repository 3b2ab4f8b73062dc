"""The status bar reads the state, and says what it does not know."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tests.console.state.rundown.test_rundown import fixed, rundown
from vortex_gui.console.shell.status.status_bar import StatusBar
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.facts.events import WorkerState
from vortex_gui.wire.protocol import LoadProgress


@pytest.fixture
def bar(qtbot: QtBot, state: ConsoleState) -> StatusBar:
    bar = StatusBar(state)
    qtbot.addWidget(bar)
    bar.resize(1500, 28)
    bar.show()
    return bar


def test_what_is_not_known_yet_is_not_shown_as_zero(bar: StatusBar) -> None:
    figures = bar.figures()
    assert figures["worker"] == "starting"
    assert [figures[name] for name in ("device", "times", "delay", "memory")] == ["n/a"] * 4


def test_figures_follow_the_state(bar: StatusBar, state: ConsoleState) -> None:
    state.worker.update(state=WorkerState.BUSY, device="CPU, 2 threads")
    state.figures.update(p50_s=21.84, p95_s=24.1, p99_s=29.96, met=41, missed=2, queued=3, not_passed=5)
    state.figures.update(console_bytes=188_000_000)
    for delay_ms in (1.0, 2.0, 30.0):
        state.loop_delay.record(delay_ms)
    state.loop_delay.summarise()
    assert bar.figures() == {
        "worker": "generating",
        "device": "CPU, 2 threads",
        "times": "21.8 / 24.1 / 30.0 s",
        "deadlines": "41 / 2",
        "not passed": "5",
        "queue": "3",
        "delay": "29.4 ms",
        "memory": "188.0 MB",
    }


def test_queue_and_deadlines_are_not_zero_while_they_are_being_read(
    bar: StatusBar, state: ConsoleState
) -> None:
    state.figures.update(queued=None, met=None, missed=None)
    state.slots.set_queue((), paused=True)
    assert [bar.figures()[name] for name in ("queue", "deadlines")] == ["n/a"] * 2


def test_loading_counts_the_models(bar: StatusBar, state: ConsoleState) -> None:
    state.worker.update(state=WorkerState.LOADING, load=LoadProgress("models", "kokoro", 2, 5))
    assert bar.figures()["worker"] == "loading 3 of 5"


def test_paused_queue_is_told(bar: StatusBar, state: ConsoleState) -> None:
    state.slots.set_queue((4, 5), paused=True)
    state.figures.update(queued=2)
    assert bar.figures()["queue"] == "2 (paused)"


def test_rundown_is_told_while_it_is_on_air(bar: StatusBar, state: ConsoleState) -> None:
    state.rundown.put(rundown(fixed(1)).start(0))
    assert bar.figures()["queue"] == "0 (on air)"
    state.rundown.put(state.rundown.value.stop())
    assert bar.figures()["queue"] == "0"


def test_figures_are_painted_within_their_places(bar: StatusBar, state: ConsoleState) -> None:
    before = bar.grab().toImage()
    state.worker.update(state=WorkerState.READY, device="NVIDIA GeForce RTX 3060")
    assert bar.grab().toImage() != before


def test_developers_figures_wait_for_their_switch(bar: StatusBar, state: ConsoleState) -> None:
    delay, memory = (bar._figures[name] for name in ("delay", "memory"))
    assert not delay.isVisible()
    assert not memory.isVisible()
    console = state.settings.console.model_copy(update={"developer_figures": True})
    state.set_settings(state.settings.model_copy(update={"console": console}))
    assert delay.isVisible()
    assert memory.isVisible()


def test_delay_of_the_window_is_shown_when_it_is_felt(bar: StatusBar, state: ConsoleState) -> None:
    state.loop_delay.record(2.0)
    state.loop_delay.summarise()
    assert not bar._figures["delay"].isVisible()
    for _ in range(100):
        state.loop_delay.record(90.0)
    state.loop_delay.summarise()
    assert bar._figures["delay"].isVisible()
