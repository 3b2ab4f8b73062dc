"""The wheel scrolls the page that it is over; it changes no value in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

import vortex_gui.console as console
from tests.narrowing import present
from vortex_gui.console.parts.editors import still
from vortex_gui.console.parts.editors.still import Choice, DecimalNumber, Range, WholeNumber

BARE = re.compile(r"\bQ(ComboBox|SpinBox|DoubleSpinBox|Slider)\(|class \w+\(Q(ComboBox|Slider|\w*SpinBox)\)")
PLAYERS = "point_slider.py"
"""Where the wheel moves the clip and its volume, as in players."""


def value_of(control: QWidget) -> float:
    return float(control.currentIndex() if isinstance(control, QComboBox) else control.value())  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", [Choice, WholeNumber, DecimalNumber, Range])
def test_wheel_over_a_control_scrolls_its_page(qtbot: QtBot, kind: type[QWidget]) -> None:
    control, page, area = kind(), QWidget(), QScrollArea()
    if isinstance(control, Choice):
        control.addItems(["one", "two", "three"])
    control.setFixedHeight(30)
    column = QVBoxLayout(page)
    column.addWidget(control)
    column.addStretch()
    page.setFixedHeight(2000)
    area.setWidget(page)
    area.resize(300, 200)
    qtbot.addWidget(area)
    area.show()
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    area.setFocus()
    before = value_of(control)
    at = QPointF(control.mapTo(area, control.rect().center()))
    QTest.wheelEvent(present(area.windowHandle()), at, QPoint(0, -120))
    assert value_of(control) == before
    assert not control.hasFocus()
    assert area.verticalScrollBar().value() > 0


def test_no_other_control_of_the_window_turns_with_the_wheel() -> None:
    files = Path(console.__path__[0]).rglob("*.py")
    own = (PLAYERS, Path(still.__file__).name)
    assert [
        path.name for path in files if path.name not in own and BARE.search(path.read_text("utf-8"))
    ] == []
