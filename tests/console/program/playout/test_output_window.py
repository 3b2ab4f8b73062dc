"""The window on air: each pixel of a picture, never black, Esc twice, and an unplugged screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QScreen
from pytestqt.qtbot import QtBot

from vortex_gui.console.program import card
from vortex_gui.console.program.playout.output_window import OutputWindow
from vortex_gui.console.program.playout.screens import ScreenKeeper


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[OutputWindow]:
    made = OutputWindow("One moment, please")
    made.resize(320, 180)
    yield made
    made.leave()
    made.deleteLater()


def picture(width: int, height: int, colour: str = "#c03020") -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    return image


def darkest(image: QImage) -> int:
    points = ((x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7))
    return min(image.pixelColor(x, y).lightness() for x, y in points)


def test_it_covers_its_screen_without_a_frame_and_without_a_cursor(window: OutputWindow) -> None:
    screen = QGuiApplication.primaryScreen()
    window.cover(screen)
    assert window.geometry() == screen.geometry()
    assert window.windowFlags() & Qt.WindowType.FramelessWindowHint
    assert window.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    assert window.cursor().shape() is Qt.CursorShape.BlankCursor
    assert window.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)


def test_before_the_first_clip_it_is_not_black(window: OutputWindow) -> None:
    window.show()
    assert darkest(window.grab().toImage()) > 20


def test_a_picture_of_the_screens_own_size_is_shown_pixel_by_pixel(window: OutputWindow) -> None:
    image = picture(320, 180)
    for x in range(0, 320, 2):
        image.setPixelColor(x, 90, QColor("#10e010"))
    window.show()
    window.show_image(image)
    shown = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    assert shown == image


def test_a_picture_of_another_shape_stands_in_the_middle(window: OutputWindow) -> None:
    window.show()
    window.show_image(picture(90, 90))
    shown = window.grab().toImage()
    assert shown.pixelColor(160, 90) == QColor("#c03020")
    assert shown.pixelColor(2, 90) == QColor("#000000")
    assert shown.pixelColor(160, 2) == QColor("#c03020")


def test_the_card_fades_in_over_the_last_picture(qtbot: QtBot, window: OutputWindow) -> None:
    window.show()
    window.show_image(picture(320, 180))
    window.show_card("Back in a moment")
    first = window.grab().toImage().pixelColor(160, 30)
    assert first.red() > 150
    qtbot.waitUntil(lambda: window.grab().toImage().pixelColor(160, 30).red() < 120, timeout=5000)
    assert darkest(window.grab().toImage()) > 20


def test_the_card_has_title_and_time_within_the_safe_part() -> None:
    back = card.backdrop(QSize(640, 360), picture(320, 180))
    assert darkest(back) > 20
    written = back.copy()
    from PySide6.QtGui import QPainter

    painter = QPainter(written)
    card.paint_words(
        painter, written.size(), "A title so long that it would run into the time " * 4, "21:05:09"
    )
    painter.end()
    changed = [(x, y) for x in range(640) for y in range(360) if written.pixel(x, y) != back.pixel(x, y)]
    assert changed
    inside = QRect(40, 36, 560, 300)
    assert all(inside.contains(x, y) for x, y in changed)


def test_esc_ends_it_at_the_second_press_alone(qtbot: QtBot, window: OutputWindow) -> None:
    window.show()
    with qtbot.assertNotEmitted(window.ended), qtbot.waitSignal(window.escaped):
        qtbot.keyClick(window, Qt.Key.Key_Escape)
    with qtbot.waitSignal(window.ended):
        qtbot.keyClick(window, Qt.Key.Key_Escape)


def test_the_desktops_close_counts_as_esc(qtbot: QtBot, window: OutputWindow) -> None:
    window.show()
    with qtbot.waitSignal(window.escaped):
        window.close()
    assert window.isVisible()
    with qtbot.waitSignal(window.ended):
        window.close()


def test_other_keys_are_told(qtbot: QtBot, window: OutputWindow) -> None:
    window.show()
    with qtbot.waitSignal(window.pressed) as told:
        qtbot.keyClick(window, Qt.Key.Key_F9)
    assert told.args == [int(Qt.Key.Key_F9.value)]


class Keeper(ScreenKeeper):
    """With a second screen that is not there to be plugged in."""

    free: QScreen | None = None

    def another(self) -> QScreen | None:
        return self.free


def test_an_unplugged_screen_hides_the_window_until_it_is_back(qtbot: QtBot, window: OutputWindow) -> None:
    screen = QGuiApplication.primaryScreen()
    keeper = Keeper(window, screen.name(), "", may_move=False)
    with qtbot.waitSignal(keeper.shown):
        keeper.look()
    with qtbot.waitSignal(keeper.gone) as told:
        keeper._on_removed(screen)
    assert told.args == [screen.name(), ""]
    assert not window.isVisible()
    with qtbot.waitSignal(keeper.shown):
        keeper.look()
    assert window.isVisible()


def test_without_leave_to_move_no_other_screen_is_taken(window: OutputWindow) -> None:
    name = QGuiApplication.primaryScreen().name()
    assert ScreenKeeper(window, "HDMI-9", "", may_move=False).another() is None
    free = ScreenKeeper(window, "HDMI-9", "HDMI-1", may_move=True).another()
    assert free is not None
    assert free.name() == name
