"""The strip: three places that fit, a picture in each, a press shows the slot, low in a low window."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.console.shell.status.test_actor_pictures import actor
from tests.console.state.rundown.test_rundown import rundown, waiting
from vortex_gui.base.process.clock import steady_now
from vortex_gui.base.settings.settings import ThemeName
from vortex_gui.console.look import theme
from vortex_gui.console.shell.status.on_air_strip import (
    LOW,
    PICTURED_FROM,
    PLACE_LEAST,
    PLACES,
    TALL,
    TALL_FROM,
    OnAirStrip,
)
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.rundown.items import ItemSlot, RundownItem
from vortex_gui.engine.facts.slots import SlotState


@pytest.fixture
def strip(qtbot: QtBot, state: ConsoleState, tmp_path: Path) -> OnAirStrip:
    folder = actor(tmp_path / "slot-000001", Qt.GlobalColor.green)
    ready = RundownItem(0, "Opener", slots=(ItemSlot(1, SlotState.DONE, folder / "slot.mp4", 30.0),))
    state.rundown.put(rundown(ready, waiting(2), beat_s=20).start(steady_now()))
    made = OnAirStrip(state)
    qtbot.addWidget(made)
    made.resize(1000, TALL)
    made.show()
    qtbot.waitExposed(made)
    return made


def has_green(image: QImage) -> bool:
    return any(
        image.pixelColor(x, y).green() > 200 and image.pixelColor(x, y).red() < 80
        for x in range(0, image.width() // 3, 4)
        for y in range(0, image.height(), 4)
    )


def test_picture_of_the_actor_is_in_its_place(strip: OnAirStrip, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: has_green(strip.grab().toImage()))


@pytest.mark.parametrize("name", ["dark", "light", "contrast"])
def test_each_theme_paints_it(strip: OnAirStrip, qapp: QApplication, name: ThemeName) -> None:
    theme.apply(qapp, name)
    box = strip.boxes()[0]
    image = strip.grab().toImage()
    ratio = image.devicePixelRatio()
    edge = image.pixelColor(round((box.left() + 30) * ratio), round(box.top() * ratio))
    assert edge != theme.current().panel


def test_press_shows_the_slot(strip: OnAirStrip, qtbot: QtBot) -> None:
    for number, slot_id in ((0, 1), (1, 2)):
        with qtbot.waitSignal(strip.chosen) as chosen:
            place = strip.boxes()[number].center().toPoint()
            qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
        assert chosen.args == [slot_id]
    with qtbot.assertNotEmitted(strip.chosen):
        qtbot.mouseClick(
            strip,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            strip.boxes()[2].center().toPoint(),
        )


def test_a_screen_reader_hears_all_of_it(strip: OnAirStrip) -> None:
    told = strip.accessibleName()
    assert told.startswith("Now: Opener, ")
    assert "Next: Slot 2, " in told
    assert "Then" not in told


@pytest.mark.parametrize("count", [1, 2, PLACES])
def test_it_is_low_in_a_low_window_and_its_places_lie_within(strip: OnAirStrip, count: int) -> None:
    for height, own in ((TALL_FROM, TALL), (TALL_FROM - 1, LOW)):
        strip.fit(height)
        assert strip.height_wish() == own
        least, most = strip.widths_in(count * PLACE_LEAST + 5)
        assert least <= count * PLACE_LEAST + 5 < most
        strip.resize(least, own)
        boxes = strip.boxes()
        assert len(boxes) == count
        assert all(strip.rect().toRectF().contains(box) for box in boxes)
        assert all(left.right() < right.left() for left, right in pairwise(boxes))
        strip.grab()


def test_there_is_no_place_where_there_is_no_room(strip: OnAirStrip) -> None:
    assert strip.widths_in(PLACE_LEAST - 1) == strip.widths_in(-50) == (0, 0)
    assert strip.boxes() == ()
    strip.grab()
    assert strip.widths_in(4000)[0] == PLACES * PLACE_LEAST


def test_a_narrow_place_has_words_and_no_picture(strip: OnAirStrip, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: has_green(strip.grab().toImage()))
    strip.resize(PLACES * (PICTURED_FROM - 10), TALL)
    assert not has_green(strip.grab().toImage())


def test_it_counts_down(strip: OnAirStrip, state: ConsoleState, qtbot: QtBot) -> None:
    before = strip.told()
    qtbot.waitUntil(lambda: strip.told() != before, timeout=5000)
