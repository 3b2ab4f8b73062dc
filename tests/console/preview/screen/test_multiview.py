"""Several running slots stand side by side while one of them is selected, each worker in its own place."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.console.asking import Asked
from tests.console.preview.showing import at_work, jpeg
from tests.console.rows import put
from vortex_gui.console.preview.screen.multiview import CAPTION, Multiview
from vortex_gui.console.preview.view import PreviewView
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.slots.live_pictures import Picture
from vortex_gui.engine.facts.slots import SlotState

COLOURS = {1: "#c02020", 2: "#20c020", 3: "#2020c0"}


@pytest.fixture
def many(view: PreviewView, state: ConsoleState) -> Multiview:
    """Three running slots, the second one selected."""
    at_work(state)
    state.selection.select(2)
    assert view.picture.currentWidget() is view.picture.multiview
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
    assert (view.picture.currentWidget(), view.head.all_running.isChecked()) == (view.video, False)
    assert view.focusProxy() is view.video
    state.selection.select(3)
    assert view.picture.currentWidget() is view.video
    view.head.all_running.click()
    assert view.picture.currentWidget() is many
    assert view.focusProxy() is many


def test_a_worker_keeps_its_place_while_it_has_no_slot(many: Multiview, state: ConsoleState) -> None:
    before = many.boxes()
    put(state, 1, SlotState.DONE, worker="local-1")
    assert many.boxes() == before
    assert [slot.slot_id for slot in many.slots()] == [2, 3]
    put(state, 4, SlotState.RUNNING, worker="local-1", started_at=time.time())
    assert [slot.slot_id for slot in many.slots()] == [4, 2, 3]


@pytest.mark.parametrize("count", [2, 3, 5, 16])
def test_all_places_are_in_sight_and_apart(view: PreviewView, state: ConsoleState, count: int) -> None:
    at_work(state, count, running=count)
    state.selection.select(1)
    many = view.picture.multiview
    boxes = many.boxes()
    assert len(boxes) == count
    assert all(many.rect().toRectF().contains(box) and box.height() > 2 * CAPTION for box in boxes)
    assert not any(a.intersects(b) for a in boxes for b in boxes if a is not b)
