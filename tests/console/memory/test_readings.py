"""The legend reads what is known, and says what is not."""

from __future__ import annotations

import numpy as np

from tests.console.memory.samples import feed
from vortex_gui.console.memory.readings import limit_lines
from vortex_gui.console.memory.view import MemoryView
from vortex_gui.console.state.console_state import ConsoleState


def test_legend_reads_the_newest_sample(view: MemoryView, state: ConsoleState) -> None:
    feed(state, 5, stage="speech+actor")
    view.redraw()
    text = view.legend.text()
    for part in (
        "Flux: 300.0 MB",
        "Working: 500.0 MB",
        "Used: 1.20 GB",
        "Speech, Actor",
    ):
        assert part in text
    assert "To soft: 800.0 MB" in text


def test_what_cannot_be_measured_is_told_and_never_zero(view: MemoryView, state: ConsoleState) -> None:
    feed(state, 2, others=None)
    view.redraw()
    assert "Others: not measurable" in view.legend.text()
    assert "Free: not measurable" in view.legend.text()
    assert np.isnan(view.reading()["others"])


def test_passing_a_limit_is_told(view: MemoryView, state: ConsoleState) -> None:
    feed(state, 2, working_mb=1_500)
    view.redraw()
    assert "To soft: 200.0 MB over" in view.legend.text()
    assert "To hard: 300.0 MB" in view.legend.text()


def test_limits_have_two_decimals(state: ConsoleState) -> None:
    state.memory.set_limits(820_000_000, 864_000_000)
    texts = [limit.text for limit in limit_lines(state)]
    assert texts[0].startswith("Soft 0.82 GB")
    assert texts[1].startswith("Hard 0.86 GB")
