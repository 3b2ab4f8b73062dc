"""The preview's parts find their places by the room there is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, QSize
from pytestqt.qtbot import QtBot

from vortex_gui.console.preview.body import BESIDE_WIDTH, COLUMN, LEAST_COLUMN, LOW_PICTURE
from vortex_gui.console.preview.video_view import LEAST_PICTURE
from vortex_gui.console.preview.view import PreviewView


def beside(view: PreviewView) -> bool:
    return view.details.geometry().left() >= view.video.geometry().right()


def test_details_stand_beside_the_picture_only_where_it_is_wide(view: PreviewView, qtbot: QtBot) -> None:
    view.body.show_lower(True)
    view.resize(BESIDE_WIDTH + 100, 500)
    qtbot.waitUntil(lambda: beside(view))
    view.resize(BESIDE_WIDTH - 100, 500)
    qtbot.waitUntil(lambda: not beside(view))
    view.resize(BESIDE_WIDTH + 100, BESIDE_WIDTH)
    assert not beside(view)


def in_sight(view: PreviewView) -> bool:
    """Whether the keyframes are seen without scrolling."""
    keyframes = view.details.keyframes
    box = QRect(keyframes.mapTo(view.body, QPoint()), keyframes.size())
    return not keyframes.visibleRegion().isEmpty() and view.body.viewport().rect().contains(box)


@pytest.mark.parametrize("size", [QSize(555, 430), QSize(480, 400), QSize(560, 700), QSize(1100, 520)])
def test_keyframes_are_in_sight_without_scrolling(view: PreviewView, size: QSize, qtbot: QtBot) -> None:
    view.body.show_lower(True)
    view.show()
    view.resize(size)
    qtbot.waitUntil(lambda: in_sight(view))
    picture, keyframes = view.video.geometry(), view.details.keyframes
    assert picture.height() >= LOW_PICTURE
    assert keyframes.height() > 90


def test_keyframes_come_back_below_where_there_is_room(view: PreviewView, qtbot: QtBot) -> None:
    view.body.show_lower(True)
    view.show()
    for size, is_column in ((QSize(555, 430), True), (QSize(555, 900), False), (QSize(555, 430), True)):
        view.resize(size)
        qtbot.waitUntil(lambda: in_sight(view))
        keyframes = view.details.keyframes
        left = keyframes.mapTo(view, QPoint()).x()
        right = view.video.mapTo(view, QPoint()).x() + view.video.width()
        assert (left >= right) is is_column
        assert (keyframes.width() == COLUMN) is is_column
        lines = view.details.scores_line, view.details.time_line
        assert lines[0].mapTo(view, QPoint()).y() == lines[1].mapTo(view, QPoint()).y()
    view.body.show_lower(False)
    assert not view.details.keyframes.isVisible()


def controls_in_sight(view: PreviewView) -> bool:
    box = QRect(view.transport.mapTo(view.body, QPoint()), view.transport.size())
    return view.body.viewport().rect().contains(box)


@pytest.mark.parametrize("size", [QSize(360, 270), QSize(1008, 340), QSize(640, 300), QSize(2000, 520)])
def test_controls_are_in_sight_without_scrolling_in_a_low_preview(
    view: PreviewView, size: QSize, qtbot: QtBot
) -> None:
    view.body.show_lower(True)
    view.show()
    view.resize(size)
    qtbot.waitUntil(lambda: controls_in_sight(view))


def test_keyframes_fill_their_column_beside_the_picture(view: PreviewView, qtbot: QtBot) -> None:
    view.body.show_lower(True)
    view.show()
    view.resize(1800, 1200)
    qtbot.waitUntil(lambda: beside(view) and view.details.keyframes.height() > 500)
    assert view.details.width() > LEAST_COLUMN, "as much as a square picture leaves"
    keyframes, stages = view.details.keyframes, view.details.time_line
    gap = stages.mapTo(view, QPoint()).y() - keyframes.mapTo(view, QPoint()).y() - keyframes.height()
    assert 0 <= gap < 40


def test_picture_keeps_its_least_height_in_a_low_preview(view: PreviewView) -> None:
    view.resize(700, 200)
    assert view.picture.minimumHeight() == LEAST_PICTURE
    view.resize(700, 900)
    assert view.picture.minimumHeight() == LOW_PICTURE


def test_warnings_take_no_room_without_any(view: PreviewView) -> None:
    view.body.show_warnings(())
    assert view.body.warnings.isHidden()
    view.body.show_warnings(("Prompt cut.", "Speech slowed."))
    assert not view.body.warnings.isHidden()
    assert view.body.warnings.text() == "Prompt cut.\nSpeech slowed."
