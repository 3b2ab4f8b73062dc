"""The values under the cursor, or of the newest bucket."""

from __future__ import annotations

from tests.console.memory.samples import MB, NOW, sample
from vortex_gui.console.memory.view import MemoryView
from vortex_gui.console.state.console_state import ConsoleState


def test_cursor_reads_its_column_and_leaves_for_the_newest(view: MemoryView, state: ConsoleState) -> None:
    for ago, working_mb in ((30.0, 300), (0.05, 500)):
        state.memory.append(sample(NOW - ago, working_mb=working_mb))
    view.set_span("1 min")
    assert view.reading()["working"] == 500 * MB
    view.put_cursor(149)
    assert view.reading()["working"] == 300 * MB
    view.put_cursor(10)
    assert view.reading() == {}
    assert view.legend.heading == "No samples"
    view.put_cursor(None)
    assert view.reading()["working"] == 500 * MB


def test_steps_begin_at_the_newest_and_stay_within_the_span(view: MemoryView, state: ConsoleState) -> None:
    for tick in range(10):
        state.memory.append(sample(NOW - 2 + tick / 5, working_mb=100 * tick))
    view.set_span("1 min")
    view.graph.stepped.emit(-1)
    before = view.reading()["working"]
    view.graph.stepped.emit(50)
    assert view.reading()["working"] >= before
    view.graph.stepped.emit(-10_000)
    assert view.reading() == {}
