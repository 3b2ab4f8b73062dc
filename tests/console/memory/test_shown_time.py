"""The wheel zooms, a drag goes along time, and the axis says when that was."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.console.memory.samples import MB, NOW, feed, run_slot
from vortex_gui.console.memory.shown_time import ShownTime
from vortex_gui.console.memory.view import MemoryView
from vortex_gui.console.state.console_state import ConsoleState


def shown(view: MemoryView) -> tuple[float, float]:
    """Both ends of what is in view, in seconds before now."""
    columns = view._time.columns()
    return float(columns.starts[0]) - NOW, float(columns.starts[-1]) - NOW


def turn(view: MemoryView, notches: int, share: float) -> None:
    port = view.graph.viewport()
    box = view.graph.getViewBox().sceneBoundingRect()
    at = QPointF(box.left() + share * box.width(), box.center().y())
    event = QWheelEvent(
        at,
        QPointF(port.mapToGlobal(at.toPoint())),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(port, event)


@pytest.fixture
def fed(view: MemoryView, state: ConsoleState) -> MemoryView:
    feed(state, 320)
    view.redraw()
    return view


def test_wheel_zooms_about_the_mouse_and_a_double_click_shows_the_whole_span(fed: MemoryView) -> None:
    assert isinstance(fed._time, ShownTime)
    turn(fed, 6, 1.0)
    begin, end = shown(fed)
    assert begin == pytest.approx(-300 / 1.25**6, abs=1)
    assert end == pytest.approx(0, abs=0.5)
    turn(fed, 3, 0.5)
    middle = sum(shown(fed)) / 2
    assert middle == pytest.approx(begin / 2, abs=1)
    QTest.mouseDClick(fed.graph.viewport(), Qt.MouseButton.LeftButton, pos=fed.graph.rect().center())
    assert shown(fed)[0] == pytest.approx(-300, abs=1)


def test_wheel_reaches_from_seconds_to_the_whole_day(fed: MemoryView) -> None:
    turn(fed, 60, 1.0)
    assert fed._time.shown.seconds == pytest.approx(2.0, abs=0.3)
    turn(fed, -90, 1.0)
    assert fed._time.shown.seconds == pytest.approx(86_400, rel=0.01)


def test_drag_goes_along_time_and_the_axis_tells_the_clock(fed: MemoryView) -> None:
    turn(fed, 6, 1.0)
    port, box = fed.graph.viewport(), fed.graph.getViewBox().sceneBoundingRect()
    at = box.center().toPoint()
    before = shown(fed)
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseMove(port, at + QPoint(round(box.width() / 2), 0))
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=at + QPoint(round(box.width() / 2), 0))
    after = shown(fed)
    assert after[0] == pytest.approx(before[0] - (before[1] - before[0]) / 2, abs=2)
    assert fed._time.scale().kind == "clock"
    assert fed.reading()["working"] == 500 * MB


def test_what_is_of_long_ago_stands_still_while_time_goes_on(
    fed: MemoryView, now: list[float], state: ConsoleState
) -> None:
    fed.zoom(0.1, 0.5)
    before = fed._time.columns().starts
    now[0] += 20
    assert fed._time.columns().starts[0] == pytest.approx(before[0], abs=0.4)
    fed.unzoom()
    fed.zoom(0.1, 1.0)
    end = fed._time.columns().starts[-1]
    now[0] += 20
    assert fed._time.columns().starts[-1] == pytest.approx(end + 20, abs=0.4)


def test_keys_zoom_too(fed: MemoryView) -> None:
    QTest.keyClick(fed.graph, Qt.Key.Key_Plus)
    assert fed._time.shown.seconds < 200
    QTest.keyClick(fed.graph, Qt.Key.Key_0)
    assert fed._time.shown.seconds == 300


def test_a_slot_is_counted_from_its_begin(view: MemoryView, state: ConsoleState) -> None:
    run_slot(state, 4, NOW - 30, 20, working_mb=400)
    state.selection.select(4)
    view.show_slot()
    scale = view._time.scale()
    assert scale.kind == "since"
    assert scale.right == pytest.approx(20.5, abs=0.2)
    axis = view.graph._moments
    ((step, values),) = axis.tickValues(-view.span.seconds, 0.0, 500.0)
    assert axis.tickStrings(values, 1.0, step)[:3] == ["0 s", "5 s", "10 s"]
    view.zoom(0.5, 0.0)
    assert view._time.shown.seconds == pytest.approx(10.5, abs=0.2)
    assert view._time.scale().kind == "since"
