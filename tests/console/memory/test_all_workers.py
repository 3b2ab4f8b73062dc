"""The memory of all workers side by side: a graph each, chosen by a click or the keys, drawn in turn."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.console.memory.samples import MB, NOW, count, feed, flux_colour, run_slot, sample
from tests.console.rows import put
from vortex_gui.console.look import theme
from vortex_gui.console.memory.all_workers import AT_ONCE, boxes_in
from vortex_gui.console.memory.drawing.small_graph import TITLE
from vortex_gui.console.memory.kept.slot_memory import SLOT_KEY
from vortex_gui.console.memory.view import MemoryView
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.workers.workers import WorkerSeat
from vortex_gui.engine.facts.slots import SlotState

OPERATE = QSize(690, 254)
"""What the dock has for graphs in the first layout at 1600 × 1000."""


def begin(state: ConsoleState, workers: int) -> tuple[WorkerSeat, ...]:
    """So many workers with limits of their own; each has used another amount for five minutes."""
    state.workers.begin(tuple(f"local-{number}" for number in range(1, workers + 1)))
    for number, seat in enumerate(state.workers.seats, start=1):
        seat.memory.set_limits(2_000 * MB, (2_000 + 500 * number) * MB)
        for tick in range(-320, 0):
            seat.memory.append(sample(NOW + tick, working_mb=100 * number, stage="actor"))
    return state.workers.seats


def test_one_worker_has_no_switch(view: MemoryView, state: ConsoleState) -> None:
    feed(state, 10)
    view.show_all(True)
    assert view.tools.all.isHidden()
    assert (view.canvas.isVisible(), view.all.isVisible()) == (True, False)


def test_three_workers_have_three_graphs(view: MemoryView, state: ConsoleState, qtbot: QtBot) -> None:
    seats = begin(state, 3)
    assert view.canvas.isVisible(), "the chosen one alone, until the operator wants all"
    assert view.tools.all.isVisible()
    QTest.keyClick(view.tools.all, Qt.Key.Key_Space)
    assert (view.canvas.isVisible(), view.all.isVisible()) == (False, True)
    pictures = [view.all.graph(seat.name) for seat in seats]
    assert len({bytes(picture.constBits()) for picture in pictures}) == 3, (
        "each has its own samples and limits"
    )
    assert all(count(picture, flux_colour()) > 500 for picture in pictures)
    for tone in (theme.current().soft, theme.current().hard):
        assert all(count(picture, tone) > 20 for picture in pictures)
    assert all(count(picture, theme.current().stages["actor"]) > 100 for picture in pictures)
    QTest.keyClick(view.tools.all, Qt.Key.Key_Space)
    assert (view.canvas.isVisible(), view.all.isVisible()) == (True, False)


def test_click_on_a_graph_chooses_its_worker(view: MemoryView, state: ConsoleState, tmp_path: Path) -> None:
    begin(state, 3)
    view.show_all(True)
    place = view.all.boxes()[1].center().toPoint()
    QTest.mouseClick(view.all, Qt.MouseButton.LeftButton, pos=place)
    assert state.workers.chosen == "local-2"
    assert view.all.isVisible()
    assert view.all.accessibleDescription().startswith("local-2 · ")
    assert view.export.save_csv(tmp_path / "memory.csv")
    assert f",{200 * MB}," in (tmp_path / "memory.csv").read_text(encoding="utf-8"), "of the chosen one"
    QTest.mouseDClick(view.all, Qt.MouseButton.LeftButton, pos=place)
    assert (view.canvas.isVisible(), view.all.isVisible()) == (True, False)


def test_arrow_keys_go_to_a_graph_and_enter_chooses_it(view: MemoryView, state: ConsoleState) -> None:
    begin(state, 16)
    view.show_all(True)
    columns = len({box.left() for box in view.all.boxes()})
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Left):
        QTest.keyClick(view.all, key)
    assert state.workers.chosen == "local-1"
    assert view.all.accessibleDescription().startswith(f"local-{columns} · ")
    QTest.keyClick(view.all, Qt.Key.Key_Return)
    assert state.workers.chosen == f"local-{columns}"
    assert view.all.isVisible()
    QTest.keyClick(view.all, Qt.Key.Key_Return)
    assert view.canvas.isVisible(), "a second time it shows that one alone"


@pytest.mark.parametrize("workers", [2, 3, 5, 16])
def test_all_graphs_are_in_sight_and_readable_in_the_first_layout(workers: int) -> None:
    boxes = boxes_in(OPERATE, workers)
    assert len(boxes) == workers
    assert all(box.right() <= OPERATE.width() and box.bottom() <= OPERATE.height() for box in boxes)
    assert all(box.width() >= 110 and box.height() >= TITLE + 36 for box in boxes)


def test_tick_draws_a_few_graphs_whatever_their_number(view: MemoryView, state: ConsoleState) -> None:
    seats = begin(state, 16)
    view.show_all(True)
    before = {seat.name: view.all.graph(seat.name) for seat in seats}
    drawn = []
    for _ in range(4):
        view.all.draw_some()
        drawn.append([name for name in before if view.all.graph(name) is not before[name]])
        before = {name: view.all.graph(name) for name in before}
    assert [len(each) for each in drawn] == [AT_ONCE] * 4
    assert {name for each in drawn for name in each} == set(before), "each has its turn"


def test_hidden_graphs_are_not_drawn(view: MemoryView, state: ConsoleState) -> None:
    begin(state, 3)
    view.redraw()
    assert view.all.graph("local-1").isNull()


def test_slots_own_time_is_that_of_the_worker_that_made_it(view: MemoryView, state: ConsoleState) -> None:
    state.workers.begin(("local-1", "local-2", "local-3"))
    for slot_id, seat in enumerate(state.workers.seats, start=1):
        run_slot(state, slot_id, NOW - 20, 5, working_mb=100 * slot_id, memory=seat.memory)
        put(state, slot_id, SlotState.DONE, worker=seat.name)
    view.show_all(True)
    state.selection.select(2)
    view.tools.slot.click()
    assert (view.span.key, view.canvas.isVisible(), state.workers.chosen) == (SLOT_KEY, True, "local-2")
    assert view.reading()["working"] == 200 * MB, "its own worker's samples alone"
    view.tools.all.click()
    assert (view.span.key, view.all.isVisible()) == ("5 min", True)


def test_workers_that_have_gone_take_their_graphs_along(view: MemoryView, state: ConsoleState) -> None:
    begin(state, 3)
    view.show_all(True)
    state.workers.begin(("local-1", "local-2"))
    assert len(view.all.boxes()) == 2
    assert view.all.graph("local-3").isNull()


def test_choice_outlives_the_window(qtbot: QtBot, state: ConsoleState, asked: Any, tmp_path: Path) -> None:
    state.workers.begin(("local-1", "local-2"))

    def opened() -> MemoryView:
        view = MemoryView(state, asked, clock=lambda: NOW, choice_file=tmp_path / "memory.ini")
        qtbot.addWidget(view)
        return view

    view = opened()
    assert not view.tools.all.isChecked()
    view.tools.all.click()
    later = opened()
    assert later.tools.all.isChecked()
    assert later.canvas.isHidden()
    later.tools.all.click()
    assert not opened().tools.all.isChecked()


def test_picture_has_all_that_is_in_sight(view: MemoryView, state: ConsoleState, tmp_path: Path) -> None:
    begin(state, 3)
    view.show_all(True)
    assert view.export.save_png(tmp_path / "all.png", QSize(900, 500))
    picture = QImage(str(tmp_path / "all.png"))
    assert picture.size() == QSize(900, 500)
    for box in boxes_in(picture.size(), 3):
        assert count(picture.copy(box.toRect()), flux_colour()) > 500


def test_another_theme_is_taken_on(view: MemoryView, state: ConsoleState) -> None:
    begin(state, 2)
    view.show_all(True)
    before = view.all.graph("local-1")
    theme.notifier().changed.emit()
    assert view.all.graph("local-1") is not before
