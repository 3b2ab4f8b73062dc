"""The preview's parts find their places by the room there is."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.console.preview.showing import finish, opened, report_of
from tests.narrowing import present
from vortex_gui.console.preview.body import (
    BESIDE_WIDTH,
    CHECKS_LINE,
    COLUMN,
    LEAST_COLUMN,
    LOW_PICTURE,
    SPACING,
)
from vortex_gui.console.preview.details.details import LINES, MOST_TIMELINE, STRIP_HEIGHT
from vortex_gui.console.preview.screen.video_view import LEAST_PICTURE
from vortex_gui.console.preview.view import PreviewView
from vortex_gui.console.state.console_state import ConsoleState

SLACK = 2


def beside(view: PreviewView) -> bool:
    return view.details.geometry().left() >= view.video.geometry().right()


def test_details_stand_beside_the_picture_only_where_it_is_wide(view: PreviewView, qtbot: QtBot) -> None:
    view.body.show_lower(True)
    view.resize(BESIDE_WIDTH + 100, 500)
    qtbot.waitUntil(lambda: beside(view))
    view.resize(BESIDE_WIDTH - 100, 620)
    qtbot.waitUntil(lambda: not beside(view))
    view.resize(BESIDE_WIDTH + 100, BESIDE_WIDTH)
    assert not beside(view)


@pytest.mark.parametrize("size", [QSize(557, 430), QSize(1006, 340), QSize(1310, 480)])
def test_stages_are_in_sight_beside_the_picture_of_a_low_preview(
    view: PreviewView, size: QSize, qtbot: QtBot
) -> None:
    view.body.show_lower(True)
    view.body.checks.setText("Passed checks of the whole clip: 10")
    view.body.checks.show()
    view.show()
    view.resize(size)
    stages, room = view.details.timeline, view.body.viewport()
    qtbot.waitUntil(lambda: beside(view) and in_sight(view))
    box = QRect(stages.mapTo(view.body, QPoint()), stages.size())
    assert room.rect().contains(box)
    bar = view.body.verticalScrollBar()
    qtbot.waitUntil(lambda: not bar.isVisible() and bar.maximum() == 0)
    spare = view.picture.height() - view.picture.width()
    assert spare <= CHECKS_LINE + SPACING, "a square picture as high as there is room"


@pytest.mark.parametrize("size", [QSize(367, 276), QSize(346, 262), QSize(346, 254), QSize(367, 290)])
def test_waveform_is_whole_in_the_lowest_preview_and_no_line_below_it_is_cut(
    view: PreviewView, size: QSize, qtbot: QtBot
) -> None:
    view.body.show_lower(True)
    view.show()
    view.resize(size)
    room, line = view.body.viewport(), view.details.scores_line

    def is_clean() -> bool:
        wave = view.waveform.mapTo(view.body, QPoint(0, view.waveform.height())).y()
        top = line.mapTo(view.body, QPoint()).y()
        is_cut = top + SLACK < room.height() < top + line.height() - SLACK
        return wave <= room.height() + SLACK and not is_cut

    for _ in range(10):
        QApplication.processEvents()
    qtbot.waitUntil(is_clean)


def test_height_that_a_narrow_picture_leaves_goes_to_the_details(
    view: PreviewView, state: ConsoleState, folder: Path, qtbot: QtBot
) -> None:
    finish(state, report_of(folder))
    opened(view, qtbot)
    view.resize(830, 1240)
    qtbot.waitUntil(lambda: view.details.keyframes.height() > STRIP_HEIGHT + 100)
    qtbot.waitUntil(lambda: abs(view.picture.height() - view.picture.width()) < 40)
    assert view.details.timeline.height() > STRIP_HEIGHT + 100


def test_a_wide_clip_leaves_the_details_less_width(view: PreviewView, qtbot: QtBot) -> None:
    view.body.show_lower(True)
    view.resize(1800, 900)
    qtbot.waitUntil(lambda: beside(view) and view.details.width() > LEAST_COLUMN + 50)
    view.video.show_image(QImage(640, 360, QImage.Format.Format_RGB32))
    assert view.details.width() == LEAST_COLUMN


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
    assert picture.height() >= LOW_PICTURE - CHECKS_LINE
    assert keyframes.height() > 80


def test_keyframes_come_back_below_where_there_is_room(view: PreviewView, qtbot: QtBot) -> None:
    view.body.show_lower(True)
    view.show()
    for size, is_column in ((QSize(490, 430), True), (QSize(490, 900), False), (QSize(490, 430), True)):
        view.resize(size)
        qtbot.waitUntil(lambda: in_sight(view))
        keyframes = view.details.keyframes
        left = keyframes.mapTo(view, QPoint()).x()
        right = view.video.mapTo(view, QPoint()).x() + view.video.width()
        assert (left >= right) is is_column
        assert (keyframes.width() == COLUMN) is is_column
        lines = view.details.scores_line, view.details.time_line
        assert (lines[0].mapTo(view, QPoint()).y() == lines[1].mapTo(view, QPoint()).y()) is is_column
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


def test_stages_take_the_height_that_the_keyframes_leave(
    view: PreviewView, state: ConsoleState, folder: Path, qtbot: QtBot
) -> None:
    finish(state, report_of(folder))
    view.resize(1965, 1240)
    qtbot.waitUntil(lambda: beside(view) and view.details.timeline.height() > MOST_TIMELINE)
    empty = view.details.height() - LINES - view.details.keyframes.height() - view.details.timeline.height()
    assert abs(empty) < 30


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


def test_what_the_parts_need_is_known_at_once_after_they_were_placed(
    view: PreviewView, state: ConsoleState, folder: Path
) -> None:
    """A scroll area asks before Qt's next events, and kept the height that a larger preview had needed."""
    finish(state, report_of(folder, warnings=[]))
    view.body.show_lower(True)
    inner = present(view.body.widget())
    for height in (1211, 1471, 1211, 751, 1211, 379):
        view.body.place(1967, height)
        layout = present(inner.layout())
        layout.invalidate()  # as the next change of a part does
        needed = layout.minimumSize().height()
        assert needed <= height + SLACK, height
        assert view.details.minimumSizeHint().height() <= height, height
        view.resize(1987, height + 51)
        QApplication.processEvents()
