"""An order waits while the console only looks on or its worker is not ready; under way it shows its time."""

from __future__ import annotations

import pytest

from vortex_gui.base.process.clock import steady_now
from vortex_gui.console.look import words
from vortex_gui.console.parts.buttons.worker_orders import not_ready, with_time
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.facts.events import WorkerState


@pytest.mark.parametrize(
    ("worker", "reason"),
    [
        (WorkerState.LOADING, "The worker is loading."),
        (WorkerState.BUSY, ""),
        (WorkerState.READY, ""),
    ],
)
def test_why_an_order_waits(state: ConsoleState, worker: WorkerState, reason: str) -> None:
    state.worker.update(state=worker)
    assert not_ready(state) == reason


def test_a_console_that_looks_on_says_so_before_anything_else(state: ConsoleState) -> None:
    state.worker.update(state=WorkerState.LOADING)
    state.set_read_only(True)
    assert not_ready(state) == "Another console holds the data folder."


def test_an_order_under_way_shows_its_time_in_its_text_and_its_reason(state: ConsoleState) -> None:
    assert with_time(state, "restart", "Restart worker", "held") == ("Restart worker", "held")
    state.operations.begin("restart")
    began = state.operations.since("restart")
    assert began is not None
    text, reason = with_time(state, "restart", "Restart worker", "")
    least, most = words.clock(0), words.clock(steady_now() - began)
    assert text in (f"Restart worker {least}", f"Restart worker {most}")
    assert reason == text.replace("Restart worker", "Under way for") + "."
