"""The legend reads what is known, and says what is not."""

from __future__ import annotations

import numpy as np
import pytest

from tests.console.memory.samples import MB, NOW, feed, sample
from vortex_gui.console.memory.kept.layers import LAYERS, OWN, layer_values
from vortex_gui.console.memory.readings import legend_rows, limit_lines
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


def test_what_only_a_card_has_stands_apart_from_what_the_limits_count(
    view: MemoryView, state: ConsoleState
) -> None:
    feed(state, 2)
    view.redraw()
    assert "CUDA:" not in view.legend.text(), "a CPU has no driver's context"
    state.memory.append(sample(NOW, cached=200 * MB, context=400 * MB, counts="allocated"))
    text = legend_text(state)
    assert "CUDA: 400.0 MB" in text
    assert "Cached: 200.0 MB" in text
    assert "Used: 1.20 GB" in text, "the limits count neither of them"
    state.memory.append(sample(NOW + 1, context=None, counts="allocated"))
    assert "CUDA: not measurable" in legend_text(state)


def legend_text(state: ConsoleState) -> str:
    """The legend's rows of the newest sample."""
    latest = state.memory.latest
    assert latest is not None
    values = dict(zip(LAYERS, layer_values(latest), strict=True))
    rows = legend_rows(values, None, None, drawn=OWN)
    return ", ".join(f"{row.name}: {row.figure}" for row in rows)


@pytest.mark.parametrize("word", ["allocated", "resident"])
def test_a_limit_says_what_it_counts(state: ConsoleState, word: str) -> None:
    state.memory.set_limits(820_000_000, 864_000_000)
    feed(state, 1, counts=word)
    soft, hard = (limit.text for limit in limit_lines(state.memory, clears=True))
    assert soft.startswith(f"Soft 0.82 GB {word} – warns")
    assert hard == f"Hard 0.86 GB {word} – stops the slot"


@pytest.mark.parametrize(("over", "crossed"), [(0, False), (1, True)])
def test_the_stack_crosses_a_line_exactly_when_the_limit_is_passed(
    state: ConsoleState, over: int, crossed: bool
) -> None:
    used = 1_200 * MB
    state.memory.set_limits(used - over, 2 * used)
    stack = layer_values(sample(NOW, context=400 * MB, cached=100 * MB))[:OWN].sum()
    assert stack == used
    assert bool(stack > limit_lines(state.memory, clears=True)[0].at_bytes) is crossed


def test_passing_a_limit_is_told(view: MemoryView, state: ConsoleState) -> None:
    feed(state, 2, working_mb=1_500)
    view.redraw()
    assert "To soft: 200.0 MB over" in view.legend.text()
    assert "To hard: 300.0 MB" in view.legend.text()


def test_limits_have_two_decimals(state: ConsoleState) -> None:
    state.memory.set_limits(820_000_000, 864_000_000)
    texts = [limit.text for limit in limit_lines(state.memory, clears=True)]
    assert texts[0].startswith("Soft 0.82 GB")
    assert texts[1].startswith("Hard 0.86 GB")
