"""The window is brought back to a screen when it opens, and when a screen goes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from tests.narrowing import present
from vortex_gui.console.parts.dialogs import screens
from vortex_gui.console.shell.main_window import MainWindow
from vortex_gui.console.shell.screen_watch import ScreenWatch
from vortex_gui.console.state.console_state import ConsoleState

SCREEN = QRect(0, 0, 1280, 720)


def test_a_window_remembered_on_a_screen_that_is_gone_opens_on_todays(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screens, "_screens", lambda: [SCREEN])
    window = QWidget()
    qtbot.addWidget(window)
    ScreenWatch(window)
    window.setGeometry(QRect(2600, 1500, 1600, 1000))
    window.show()
    qtbot.waitUntil(lambda: SCREEN.contains(window.frameGeometry()))


def test_a_screen_that_shrinks_takes_its_window_along(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    areas = [QRect(0, 0, 1920, 1080)]
    monkeypatch.setattr(screens, "_screens", lambda: areas)
    window = QWidget()
    qtbot.addWidget(window)
    ScreenWatch(window)
    window.setGeometry(QRect(200, 100, 1600, 900))
    window.show()
    areas[:] = [SCREEN]
    present(QGuiApplication.primaryScreen()).availableGeometryChanged.emit(SCREEN)
    qtbot.waitUntil(lambda: SCREEN.contains(window.frameGeometry()))


def test_a_floating_dock_left_on_a_screen_that_is_gone_comes_back(
    window: MainWindow,
    state: ConsoleState,
    asked: Asked,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dock = window.dock("memory")
    dock.setFloating(True)
    dock.setGeometry(QRect(3000, 1800, 700, 400))
    window.leave()
    monkeypatch.setattr(screens, "_screens", lambda: [SCREEN])
    again = MainWindow(state, asked, tmp_path / "window.ini")
    qtbot.addWidget(again)
    again.show()
    back = again.dock("memory")
    assert back.isFloating()
    qtbot.waitUntil(lambda: SCREEN.contains(back.frameGeometry()))
    again.leave()


@pytest.mark.parametrize("area", [QRect(0, 0, 1280, 720), QRect(0, 0, 1024, 600), QRect(0, 30, 1024, 570)])
def test_the_whole_window_fits_small_screens_and_nothing_is_cut_at_its_edges(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, area: QRect
) -> None:
    monkeypatch.setattr(screens, "_screens", lambda: [area])
    screens.keep_on_screen(window)
    qtbot.waitUntil(lambda: area.contains(window.frameGeometry()))
    rect = window.rect()
    for dock in (window.dock(name) for name in ("recipe", "slots", "memory", "models")):
        if dock.isVisible() and not dock.visibleRegion().isEmpty():
            assert rect.contains(dock.geometry()), dock.objectName()
    assert rect.contains(window.statusBar().geometry())
    assert rect.contains(present(window.centralWidget()).geometry())
