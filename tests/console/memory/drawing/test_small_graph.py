"""A small graph as a picture."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor

from tests.console.memory.samples import MB, count
from vortex_gui.base.stages import STAGES
from vortex_gui.console.look import theme
from vortex_gui.console.memory.drawing.items import lane_image, single_lane
from vortex_gui.console.memory.drawing.overlay import Limit
from vortex_gui.console.memory.drawing.small_graph import SmallDrawing, SmallGraph, top_of
from vortex_gui.console.memory.kept.layers import LAYERS
from vortex_gui.console.memory.kept.max_buckets import Columns, Floats, Span
from vortex_gui.console.state.workers.memory_samples import MemoryMark

SPAN = Span("1 min", 0.2, 300)


@pytest.fixture
def drawing() -> SmallDrawing:
    starts: Floats = np.arange(SPAN.columns, dtype=np.float64) * SPAN.bucket_s
    values = np.full((len(LAYERS), SPAN.columns), 100.0 * MB)
    bits = np.full(SPAN.columns, 1 << STAGES.index("actor"), np.uint8)
    columns = Columns(starts, starts, values, bits, np.ones(SPAN.columns, np.bool_))
    tones = theme.current()
    limits = (Limit(2e9, "", tones.soft, above=False, short="Soft"), Limit(2.5e9, "", tones.hard, above=True))
    marks = (MemoryMark(30.0, "warm_up"),)
    figures = ("0.70 GB of 2.50 GB", "0.70 GB")
    return SmallDrawing(
        *(("local-1", "1"), figures, "muted", columns, SPAN, int(2.5e9), limits, marks, ("−1 min", "now"))
    )


def drawn(drawing: SmallDrawing, size: QSize) -> dict[str, int]:
    """How many pixels each thing has."""
    graph = SmallGraph()
    graph.draw(drawing, size, 1.0)
    assert graph.picture.size() == size
    tones = theme.current()
    parts: dict[str, QColor] = {
        "soft": tones.soft, "hard": tones.hard, "actor": tones.stages["actor"], "mark": tones.warn,
    }  # fmt: skip
    return {name: count(graph.picture, colour) for name, colour in parts.items()}


@pytest.mark.parametrize("size", [QSize(110, 56), QSize(340, 200)])
def test_limits_stages_and_marks_are_in_it_at_any_size(drawing: SmallDrawing, size: QSize) -> None:
    pixels = drawn(drawing, size)
    assert all(found > 10 for found in pixels.values()), pixels
    assert pixels["actor"] >= 3 * (size.width() - 2), "a lane of its whole width"


@pytest.mark.parametrize("size", [QSize(0, 0), QSize(40, 10), QSize(1, 300)])
def test_no_room_is_no_fault(drawing: SmallDrawing, size: QSize) -> None:
    SmallGraph().draw(drawing, size, 2.0)


def test_hint_stands_where_there_are_no_samples(drawing: SmallDrawing) -> None:
    empty = replace(drawing.columns, present=np.zeros(SPAN.columns, np.bool_))
    without, hinted = SmallGraph(), SmallGraph()
    without.draw(replace(drawing, columns=empty), QSize(110, 56), 1.0)
    hinted.draw(replace(drawing, columns=empty, hint="starts later"), QSize(110, 56), 1.0)
    assert without.picture != hinted.picture


def test_hard_limit_has_room_above_it_and_what_was_used_is_in_sight(drawing: SmallDrawing) -> None:
    assert top_of(drawing, 100.0, 20.0) == pytest.approx(2.5e9 / 0.8)
    drawing.columns.values[0, 7] = 5e9
    assert top_of(drawing, 100.0, 20.0) > 5e9
    assert top_of(drawing, 5.0, 20.0) > 0


def test_one_lane_tells_the_last_of_the_stages_that_run_together() -> None:
    bits = np.array([0, 1, 2, 3], np.uint8)
    assert single_lane(bits, 4, 2).shape == (6, 4)
    assert single_lane(bits, 4)[0].tolist() == [0, 1, 2, 2]
    assert lane_image(bits, 4)[0].tolist() == [0, 1, 0, 1]
