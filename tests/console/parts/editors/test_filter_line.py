"""The hint of a filter is never cut."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from vortex_gui.console.parts.editors.filter_line import LEAST_WIDTH, MOST_WIDTH, FilterLine

HINTS = ("Filter by number or script (Ctrl+F)", "Filter (Ctrl+F)", "Filter")


@pytest.mark.parametrize(("width", "hint"), [(MOST_WIDTH, 0), (150, 1), (LEAST_WIDTH, 2)])
def test_hint_is_the_longest_that_has_room(qtbot: QtBot, width: int, hint: int) -> None:
    line = FilterLine(HINTS)
    qtbot.addWidget(line)
    line.show()
    line.resize(width, 30)
    qtbot.waitUntil(lambda: line.placeholderText() == HINTS[hint])
    assert line.fontMetrics().horizontalAdvance(HINTS[hint]) < width


def test_escape_clears_it_before_it_is_the_windows_key(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    line = FilterLine(HINTS)
    window.setCentralWidget(line)
    pressed = list[str]()
    dismiss = QAction("Dismiss", window)
    dismiss.setShortcut("Esc")
    dismiss.triggered.connect(lambda: pressed.append("Esc"))
    window.addAction(dismiss)
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    line.setFocus()
    qtbot.keyClicks(line, "night")
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert (line.text(), pressed) == ("", [])
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert pressed == ["Esc"]
