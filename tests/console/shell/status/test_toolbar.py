"""The toolbar has words where there is room."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from tests.console.state.rundown.test_rundown import fixed, rundown
from tests.narrowing import present
from vortex_gui.console.shell.main_window import MainWindow
from vortex_gui.console.shell.status.on_air_strip import GAP, PICTURED_FROM
from vortex_gui.console.shell.status.tally_row import TALLY_LEAST, TALLY_WISH, TallyRow
from vortex_gui.console.shell.status.toolbar import MainToolBar
from vortex_gui.console.state.console_state import ConsoleState

STYLE = Qt.ToolButtonStyle


def resized(window: MainWindow, qtbot: QtBot, width: int, height: int = 800) -> None:
    window.resize(width, height)
    qtbot.waitUntil(lambda: window.width() == width)
    for _ in range(20):  # the toolbar lays itself out with the events after it
        QApplication.processEvents()


def worded(window: MainWindow) -> list[str]:
    bar = present(window.findChild(MainToolBar))
    buttons = (bar.widgetForAction(action) for action in bar.actions())
    return [
        button.text()
        for button in buttons
        if isinstance(button, QToolButton)
        and button.text()
        and button.toolButtonStyle() is STYLE.ToolButtonTextBesideIcon
    ]


ALL = ["Generate", "Cancel slot", "Pause queue", "Warm up", "Clear cache"]


def test_words_come_and_go_with_the_room_for_them(window: MainWindow, qtbot: QtBot) -> None:
    bar, row = present(window.findChild(MainToolBar)), present(window.findChild(TallyRow))
    counts = []
    for width in (2200, 1400, 1280, 1180, 1024, 1180, 1280, 1400, 2200):
        resized(window, qtbot, width)
        counts.append(len(worded(window)))
        assert worded(window) == ALL[: counts[-1]]
        assert row.width() >= TALLY_LEAST
        buttons = [each for each in bar.findChildren(QToolButton) if each.isVisible()]
        assert all(each.geometry().right() <= bar.width() for each in buttons)
    assert counts == counts[::-1]
    assert counts[0] == counts[1] == len(ALL), counts
    assert 0 < counts[4] < len(ALL)


def test_beside_the_strip_the_words_stay_from_1700_points_on(
    window: MainWindow, state: ConsoleState, qtbot: QtBot
) -> None:
    state.rundown.put(rundown(fixed(1)))
    row = present(window.findChild(TallyRow))
    for width, count in ((1800, 5), (1600, 3), (1280, 1), (1800, 5)):
        resized(window, qtbot, width)
        assert worded(window) == ALL[:count]
        assert row.tally.width() >= (TALLY_WISH if count > 1 else TALLY_LEAST)
        if count > 1:
            assert row.strip.boxes()[0].width() >= PICTURED_FROM - GAP


def test_longer_words_of_a_paused_queue_keep_the_row_in_place(
    window: MainWindow, state: ConsoleState, qtbot: QtBot
) -> None:
    resized(window, qtbot, 1400)
    state.slots.set_queue((), paused=True)
    assert worded(window)[2] == "Resume queue"
    assert present(window.findChild(TallyRow)).width() >= TALLY_WISH


def test_a_paused_queue_says_how_to_resume_it_beside_the_strip(
    window: MainWindow, state: ConsoleState, qtbot: QtBot
) -> None:
    state.rundown.put(rundown(fixed(1)))
    for width in (1600, 1280):
        resized(window, qtbot, width)
        state.slots.set_queue((), paused=True)
        assert "Resume queue" in worded(window)
        state.slots.set_queue((), paused=False)
        assert worded(window) == ALL[: len(worded(window))]


@pytest.mark.parametrize("paused", [False, True])
def test_what_everything_waits_for_keeps_its_words_in_every_window(
    window: MainWindow, state: ConsoleState, qtbot: QtBot, paused: bool
) -> None:
    bar, row = present(window.findChild(MainToolBar)), present(window.findChild(TallyRow))
    state.rundown.put(rundown(fixed(1)))
    state.slots.set_queue((), paused=paused)
    vital = ["Generate", "Resume queue"] if paused else ["Generate"]
    for width in (1024, 1280, 1600, 1024):
        resized(window, qtbot, width, 680)
        assert worded(window)[: len(vital)] == vital
        assert row.tally.width() >= TALLY_LEAST
        assert len(row.strip.boxes()) >= (2 if paused else 3)
        buttons = [each for each in bar.findChildren(QToolButton) if each.isVisible()]
        assert all(each.geometry().right() <= bar.width() for each in buttons)
        assert all(each.width() >= each.sizeHint().width() for each in buttons), "no word is cut"
