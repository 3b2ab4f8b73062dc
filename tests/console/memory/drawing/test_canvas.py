"""Graph and legend share the room: beside each other, below each other, or the graph alone."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from tests.console.memory.samples import feed, plot_size
from vortex_gui.console.memory.drawing.canvas import MemoryCanvas
from vortex_gui.console.memory.view import MemoryView
from vortex_gui.console.state.console_state import ConsoleState


@pytest.mark.parametrize(
    ("size", "legend"),
    [((1000, 330), "beside"), ((706, 420), "below"), ((706, 240), "beside"), ((430, 240), "nowhere")],
)
def test_legend_gives_way_to_the_graph(
    view: MemoryView, state: ConsoleState, size: tuple[int, int], legend: str
) -> None:
    assert isinstance(view.canvas, MemoryCanvas)
    feed(state, 5)
    view.resize(*size)
    QApplication.processEvents()
    view.redraw()
    graph, figures = view.graph.geometry(), view.legend.geometry()
    assert view.legend.isVisible() == (legend != "nowhere")
    if legend == "beside":
        assert figures.left() > graph.right()
    if legend == "below":
        assert figures.top() > graph.bottom()
        assert plot_size(view.graph).width() >= 600
