"""The screen: what is grabbed is what was put there."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QBuffer, QIODevice, QPointF, Qt
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from vortex_gui.console.preview.screen.video_view import BACKDROP, VideoView


@pytest.fixture
def view(qtbot: QtBot) -> VideoView:
    view = VideoView()
    qtbot.addWidget(view)
    view.resize(300, 200)
    view.show()
    return view


def plain(colour: str, width: int = 64, height: int = 64) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    return image


def grabbed(view: VideoView, x: int, y: int) -> str:
    return view.grab().toImage().pixelColor(x, y).name()


def jpeg_of(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, "JPEG", 95)  # type: ignore[call-overload]  # PySide6 takes text, its stubs say bytes
    return bytes(buffer.data().data())


def test_picture_is_letterboxed_in_the_middle(view: VideoView) -> None:
    view.show_image(plain("#ff0000"))
    assert view.picture_box().width() == view.picture_box().height() == 200
    assert grabbed(view, 150, 100) == "#ff0000"
    assert grabbed(view, 20, 100) == grabbed(view, 280, 100) == BACKDROP.name()


def test_wide_picture_has_bars_above_and_below(view: VideoView) -> None:
    view.show_image(plain("#00ff00", 160, 40))
    assert view.picture_box().width() == 300
    assert grabbed(view, 150, 10) == grabbed(view, 150, 190) == BACKDROP.name()


def test_jpeg_is_shown(view: VideoView) -> None:
    assert view.show_jpeg(jpeg_of(plain("#2040c0")))
    shown = QColor(grabbed(view, 150, 100))
    assert abs(shown.blue() - 0xC0) < 8
    assert shown.red() < 0x30


@pytest.mark.qt_log_ignore("JPEG datastream", extend=True)
def test_damaged_jpeg_leaves_the_picture_before(view: VideoView) -> None:
    view.show_image(plain("#ff0000"))
    assert not view.show_jpeg(b"\xff\xd8\xff\xe0 not a picture")
    assert grabbed(view, 150, 100) == "#ff0000"


def test_message_stands_in_place_of_a_picture_and_is_accessible(view: VideoView) -> None:
    view.show_image(plain("#ff0000"))
    view.show_message("Slot 4 is waiting", "It is next.")
    assert view.image.isNull()
    assert view.accessibleDescription() == "Slot 4 is waiting It is next."
    painted = view.grab().toImage()
    lit = sum(painted.pixelColor(x, y) != BACKDROP for x in range(0, 300, 3) for y in range(0, 200, 3))
    assert lit > 30


def test_progress_fills_its_share_of_the_lower_edge(view: VideoView) -> None:
    view.show_image(plain("#000000"))
    view.show_progress(0.5)
    assert grabbed(view, 20, 198) != grabbed(view, 280, 198)
    view.show_progress(None)
    assert grabbed(view, 20, 198) == BACKDROP.name()


def test_badge_is_laid_over_the_picture(view: VideoView) -> None:
    view.show_image(plain("#ffffff", 300, 200))
    before = grabbed(view, 16, 20)
    view.show_badge("Actor  2 of 4")
    assert grabbed(view, 16, 20) != before
    view.show_badge("")
    assert grabbed(view, 16, 20) == before


def test_click_is_told(view: VideoView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.clicked, timeout=1000):
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPointF(150, 100).toPoint())
