"""The strip of workers: every one in sight, chosen by a click or the arrow keys, said in a sentence."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.console.painted import Painted
from tests.console.rows import put
from tests.narrowing import present
from vortex_gui.console.shell.status.workers_strip import HEIGHT, WorkersStrip
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.facts.events import WorkerState
from vortex_gui.engine.facts.slots import SlotState
from vortex_gui.wire.protocol import MemorySample


def strip_of(qtbot: QtBot, state: ConsoleState, count: int) -> WorkersStrip:
    state.workers.begin(tuple(f"local-{number}" for number in range(1, count + 1)))
    strip = WorkersStrip(state)
    strip.chosen.connect(state.workers.choose)
    qtbot.addWidget(strip)
    strip.resize(1600, HEIGHT)
    strip.show()
    return strip


@pytest.mark.parametrize("count", [2, 3, 16])
def test_all_of_them_are_in_sight(qtbot: QtBot, state: ConsoleState, count: int) -> None:
    strip = strip_of(qtbot, state, count)
    boxes = strip.boxes()
    assert len(boxes) == count
    assert all(strip.rect().toRectF().contains(box) and box.width() > 90 for box in boxes)
    assert all(a.right() < b.left() for a, b in pairwise(boxes))


def test_a_worker_that_has_not_had_its_turn_is_no_stopped_one(qtbot: QtBot, state: ConsoleState) -> None:
    assert strip_of(qtbot, state, 2).said("local-2") == "local-2 · starts later"


def test_a_worker_is_said_with_its_slot_and_its_memory(qtbot: QtBot, state: ConsoleState) -> None:
    strip = strip_of(qtbot, state, 2)
    second = present(state.workers.seat("local-2"))
    second.status.update(state=WorkerState.BUSY, device="CPU, 2 threads", hard_limit_bytes=2_000_000_000)
    second.memory.append(MemorySample(1.0, {}, 0, 0, 1_000_000_000, None, None, None, "", 0))
    put(state, 7, SlotState.RUNNING, worker="local-2")
    said = "local-2 · CPU, 2 threads · generating · slot 7 · 1.00 GB of 2.00 GB"
    assert strip.said("local-2") == said
    state.workers.choose("local-2")
    assert strip.accessibleDescription() == said
    assert strip.said("nobody") == ""


def test_only_the_cells_that_look_otherwise_are_painted(qtbot: QtBot, state: ConsoleState) -> None:
    strip = strip_of(qtbot, state, 3)
    seats = [present(state.workers.seat(f"local-{number}")) for number in (1, 2, 3)]
    for seat in seats:
        seat.status.update(state=WorkerState.BUSY, hard_limit_bytes=2_000_000_000)
    painted = Painted(strip)
    for used in (1.0, 1.0, 1.0001, 1.5):  # the first two make up for all that came before
        painted.region = QRegion()
        for seat in seats[1:2]:
            seat.memory.append(MemorySample(1.0, {}, 0, 0, round(used * 1e9), None, None, None, "", 0))
        strip._repaint_changed()
        QApplication.processEvents()
        if used == 1.0001:
            assert painted.region.isEmpty(), "less than a point of a bar is not seen"
    first, second, third = (box.toAlignedRect() for box in strip.boxes())
    assert painted.region.contains(second)
    assert not painted.region.intersects(first)
    assert not painted.region.intersects(third)


def test_one_is_chosen_by_a_click_or_the_arrow_keys(qtbot: QtBot, state: ConsoleState) -> None:
    strip = strip_of(qtbot, state, 3)
    middle = strip.boxes()[2].center().toPoint()
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=middle)
    assert state.workers.chosen == "local-3"
    for key, chosen in (
        (Qt.Key.Key_Right, "local-3"),
        (Qt.Key.Key_Left, "local-2"),
        (Qt.Key.Key_Left, "local-1"),
        (Qt.Key.Key_Left, "local-1"),
    ):
        QTest.keyClick(strip, key)
        assert state.workers.chosen == chosen
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(1, HEIGHT - 1))
    assert state.workers.chosen == "local-1"
