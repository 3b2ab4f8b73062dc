"""The frame over the presenter's picture is moved and sized, and never leaves the picture."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from vortex_gui.base.recipe.recipe_files import Frame
from vortex_gui.console.recipe.own_files.frame_picker import FramePicker


@pytest.fixture
def picker(qtbot: QtBot) -> FramePicker:
    """Over a picture of twice the slot's width."""
    made = FramePicker(1.0)
    qtbot.addWidget(made)
    picture = QImage(800, 400, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    made.show_picture(picture)
    return made


def test_until_it_is_moved_it_shows_as_much_as_fits(picker: FramePicker) -> None:
    assert picker.frame is None
    shown = picker.shown_frame()
    assert (shown.x(), shown.y(), shown.width(), shown.height()) == (0.25, 0, 0.5, 1)


def test_keys_move_and_size_it_inside_the_picture(picker: FramePicker, qtbot: QtBot) -> None:
    with qtbot.waitSignal(picker.frame_changed):
        qtbot.keyClick(picker, Qt.Key.Key_Right)
    assert picker.frame == Frame(left=0.27, top=0.0, width=0.5)
    for _ in range(40):
        qtbot.keyClick(picker, Qt.Key.Key_Right)
    assert picker.frame == Frame(left=0.5, top=0.0, width=0.5)
    qtbot.keyClick(picker, Qt.Key.Key_Minus)
    assert picker.frame is not None
    assert picker.frame.width == pytest.approx(0.5 / 1.1, abs=1e-3)
    assert picker.shown_frame().height() == pytest.approx(1 / 1.1, abs=1e-3)
    for _ in range(20):
        qtbot.keyClick(picker, Qt.Key.Key_Plus)
    assert picker.frame.width == 0.5
    qtbot.keyClick(picker, Qt.Key.Key_Home)
    assert picker.frame is None


def test_it_is_dragged(picker: FramePicker, qtbot: QtBot) -> None:
    wide = picker.width()
    qtbot.mousePress(picker, Qt.MouseButton.LeftButton, pos=QPoint(wide // 2, 20))
    qtbot.mouseMove(picker, QPoint(wide // 2 - wide // 8, 20))
    qtbot.mouseRelease(picker, Qt.MouseButton.LeftButton, pos=QPoint(wide // 2 - wide // 8, 20))
    assert picker.frame is not None
    assert picker.frame.left == pytest.approx(0.125, abs=0.01)


def test_it_is_drawn_light_inside_and_shaded_outside(picker: FramePicker) -> None:
    shot = picker.grab().toImage()
    high = shot.height() // 2
    inside, outside = shot.pixelColor(shot.width() // 2, high), shot.pixelColor(4, high)
    assert inside.lightness() > 240
    assert outside.lightness() < 200


def test_what_is_taken_whole_has_no_frame(picker: FramePicker, qtbot: QtBot) -> None:
    picker.can_be_framed = False
    qtbot.keyClick(picker, Qt.Key.Key_Right)
    assert picker.frame is None
    assert picker.grab().toImage().pixelColor(4, 20).lightness() > 240
    picker.show_picture(None)
    assert picker.isHidden()
