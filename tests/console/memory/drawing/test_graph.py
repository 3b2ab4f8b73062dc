"""Mouse, keys and axis of the graph."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPicture
from pytestqt.qtbot import QtBot

from tests.console.memory.samples import MB, NOW, feed, sample
from vortex_gui.console.memory.view import MemoryView
from vortex_gui.console.state.console_state import ConsoleState


def test_hover_reads_the_column_below_the_mouse(view: MemoryView, state: ConsoleState, qtbot: QtBot) -> None:
    feed(state, 60, working_mb=500)
    state.memory.append(sample(NOW - 30, working_mb=900))
    view.set_span("1 min")
    view.put_cursor(149)
    assert view.reading()["working"] == 900 * MB
    view.put_cursor(None)
    assert view.reading()["working"] == 500 * MB


def test_keys_move_the_cursor(view: MemoryView, state: ConsoleState, qtbot: QtBot) -> None:
    feed(state, 60)
    state.memory.append(sample(NOW - 0.5, working_mb=900))
    view.set_span("1 min")
    graph = view.graph
    for _ in range(3):
        qtbot.keyClick(graph, Qt.Key.Key_Left)
    assert view.reading()["working"] == 900 * MB
    qtbot.keyClick(graph, Qt.Key.Key_Escape)
    assert view.reading()["working"] == 500 * MB


def test_right_edge_of_the_graph_is_named_while_it_goes_on_and_while_it_is_held(
    view: MemoryView, state: ConsoleState
) -> None:
    feed(state, 5)

    def names() -> list[str]:
        picture = QPicture()
        painter = QPainter(picture)
        drawn = view.graph._moments.generateDrawSpecs(painter)[2]
        painter.end()
        return [text for _, _, text in drawn]

    assert "now" in names()
    view.tools.pause.click()
    assert "held" in names()
