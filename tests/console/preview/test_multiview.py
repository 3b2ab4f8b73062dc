"""Several running slots stand side by side while one of them is selected, each worker in its own place."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from tests.console.preview.showing import jpeg
from tests.console.rows import put
from vortex_gui.console.preview.multiview import CAPTION, Multiview
from vortex_gui.console.preview.view import PreviewView
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.live_pictures import Picture
from vortex_gui.engine.facts.events import WorkerState
from vortex_gui.engine.facts.slots import SlotState

COLOURS = {1: "#c02020", 2: "#20c020", 3: "#2020c0"}


def begin(state: ConsoleState, count: int = 3, running: int = 3) -> None:
    """So many workers, and as many of them at work as are running."""
    state.workers.begin(tuple(f"local-{number}" for number in range(1, count + 1)))
    for number, seat in enumerate(state.workers.seats, start=1):
        busy = number <= running
        seat.status.update(state=WorkerState.BUSY if busy else WorkerState.READY)
        if busy:
            put(state, number, SlotState.RUNNING, worker=seat.name, started_at=time.time())


@pytest.fixture
def many(view: PreviewView, state: ConsoleState) -> Multiview:
    """Three running slots, the second one selected."""
    begin(state)
    state.selection.select(2)
    assert view.picture.shows_all
    return view.picture.multiview


def test_each_running_slot_shows_its_own_picture(many: Multiview, state: ConsoleState) -> None:
    for slot_id, colour in COLOURS.items():
        state.preview.put(Picture(slot_id, "actor", 1, jpeg(colour)))
    painted = many.grab().toImage()
    for colour, box in zip(COLOURS.values(), many.boxes(), strict=True):
        seen = painted.pixelColor(box.adjusted(0, 0, 0, -CAPTION).center().toPoint())
        assert (
            max("red", "green", "blue", key=lambda each: getattr(seen, each)())
            in {
                "#c02020": "red",
                "#20c020": "green",
                "#2020c0": "blue",
            }[colour]
        )


def test_a_slot_is_chosen_by_a_click_or_the_arrow_keys(many: Multiview, asked: Asked) -> None:
    QTest.mouseClick(many, Qt.MouseButton.LeftButton, pos=many.boxes()[2].center().toPoint())
    assert asked.calls[-1] == ("select", 3)
    for key, slot_id in ((Qt.Key.Key_Left, 1), (Qt.Key.Key_Right, 3)):
        QTest.keyClick(many, key)
        assert asked.calls[-1] == ("select", slot_id)


def test_one_alone_is_shown_on_enter_and_all_again_by_the_button(
    many: Multiview, view: PreviewView, state: ConsoleState
) -> None:
    many.setFocus()
    QTest.keyClick(many, Qt.Key.Key_Return)
    assert (view.picture.shows_all, view.head.all_running.isChecked()) == (False, False)
    assert view.focusProxy() is view.video
    state.selection.select(3)
    assert not view.picture.shows_all
    view.head.all_running.click()
    assert view.picture.shows_all
    assert view.focusProxy() is many


def test_a_worker_keeps_its_place_while_it_has_no_slot(many: Multiview, state: ConsoleState) -> None:
    before = many.boxes()
    put(state, 1, SlotState.DONE, worker="local-1")
    assert many.boxes() == before
    assert [slot.slot_id for slot in many.slots()] == [2, 3]
    put(state, 4, SlotState.RUNNING, worker="local-1", started_at=time.time())
    assert [slot.slot_id for slot in many.slots()] == [4, 2, 3]


def test_a_clip_that_is_looked_at_is_not_covered(view: PreviewView, state: ConsoleState) -> None:
    begin(state)
    put(state, 9, SlotState.DONE)
    state.selection.select(9)
    assert (view.picture.shows_all, view.head.all_running.isVisible()) == (False, False)
    state.selection.select(1)
    assert (view.picture.shows_all, view.head.all_running.isVisible()) == (True, True)


def test_a_slot_that_runs_alone_has_the_whole_picture(
    view: PreviewView, state: ConsoleState, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    begin(state, running=1)
    state.selection.select(1)
    assert not view.picture.shows_all
    put(state, 2, SlotState.RUNNING, worker="local-2", started_at=time.time())
    assert view.picture.shows_all
    put(state, 2, SlotState.DONE, worker="local-2")
    assert view.picture.shows_all, "the next one may begin in a moment"
    view.picture._lingering.setInterval(0)
    qtbot.waitUntil(lambda: not view.picture.shows_all, timeout=5000)


@pytest.mark.parametrize("count", [2, 3, 5, 16])
def test_all_places_are_in_sight_and_apart(view: PreviewView, state: ConsoleState, count: int) -> None:
    begin(state, count, running=count)
    state.selection.select(1)
    many = view.picture.multiview
    boxes = many.boxes()
    assert len(boxes) == count
    assert all(many.rect().toRectF().contains(box) and box.height() > 2 * CAPTION for box in boxes)
    assert not any(a.intersects(b) for a in boxes for b in boxes if a is not b)
