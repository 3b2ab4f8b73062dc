"""The preview's parts find their places by the room there is."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from vortex_gui.console.preview.body import BESIDE_WIDTH, LEAST_PICTURE, LOW_PICTURE
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


def test_picture_keeps_its_least_height_in_a_low_preview(view: PreviewView) -> None:
    view.resize(700, 200)
    assert view.video.minimumHeight() == LEAST_PICTURE
    view.resize(700, 900)
    assert view.video.minimumHeight() == LOW_PICTURE


def test_warnings_take_no_room_without_any(view: PreviewView) -> None:
    view.body.show_warnings(())
    assert view.body.warnings.isHidden()
    view.body.show_warnings(("Prompt cut.", "Speech slowed."))
    assert not view.body.warnings.isHidden()
    assert view.body.warnings.text() == "Prompt cut.\nSpeech slowed."
