"""Windows stay on today's screens, whatever was remembered on yesterday's."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from vortex_gui.console.parts.dialogs import screens
from vortex_gui.console.parts.dialogs.screens import keep_on_screen, kept_within, room_for

LAPTOP = QRect(0, 0, 1280, 720)
BESIDE = QRect(1280, 0, 1920, 1080)
LOW = QRect(0, 24, 1024, 576)


@pytest.mark.parametrize(
    ("box", "areas", "kept"),
    [
        (QRect(100, 50, 800, 600), [LAPTOP], QRect(100, 50, 800, 600)),
        (QRect(0, 0, 1600, 1000), [LAPTOP], LAPTOP),
        (QRect(900, 400, 800, 600), [LAPTOP], QRect(480, 120, 800, 600)),
        (QRect(-300, -200, 800, 600), [LAPTOP], QRect(0, 0, 800, 600)),
        (QRect(1500, 100, 1200, 800), [LAPTOP], QRect(80, 0, 1200, 720)),
        (QRect(1500, 100, 1200, 800), [LAPTOP, BESIDE], QRect(1500, 100, 1200, 800)),
        (QRect(1300, 300, 2500, 900), [LAPTOP, BESIDE], QRect(1280, 180, 1920, 900)),
        (QRect(9000, 9000, 500, 400), [LAPTOP, BESIDE], QRect(780, 320, 500, 400)),
        (QRect(0, 0, 1600, 1000), [LOW], LOW),
        (QRect(5, 5, 10, 10), [], QRect(5, 5, 10, 10)),
    ],
)
def test_a_window_lies_wholly_on_the_screen_that_shows_most_of_it(
    box: QRect, areas: list[QRect], kept: QRect
) -> None:
    assert kept_within(box, areas) == kept


def test_what_is_kept_stays_where_it_is() -> None:
    for box in (QRect(0, 0, 1600, 1000), QRect(-50, 600, 900, 300), QRect(2000, 2000, 300, 200)):
        once = kept_within(box, [LAPTOP, BESIDE])
        assert kept_within(once, [LAPTOP, BESIDE]) == once


def test_a_window_that_hangs_over_the_edge_is_moved_and_shrunk(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screens, "_screens", lambda: [LOW])
    window = QWidget()
    qtbot.addWidget(window)
    window.setGeometry(QRect(400, 300, 1600, 1000))
    window.show()
    keep_on_screen(window)
    assert LOW.contains(window.frameGeometry())
    assert room_for(QSize(860, 720)) == QSize(860, 576)


def test_a_window_that_fills_its_screen_is_left_alone(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screens, "_screens", lambda: [LOW])
    window = QWidget()
    qtbot.addWidget(window)
    window.setGeometry(QRect(QPoint(0, 0), QSize(900, 500)))
    window.showMaximized()
    before = window.geometry()
    keep_on_screen(window)
    assert window.geometry() == before
