"""A slider goes to where it is pressed."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from vortex_gui.console.parts.point_slider import PointSlider


def test_press_goes_there_at_once(qtbot: QtBot) -> None:
    slider = PointSlider(Qt.Orientation.Horizontal)
    qtbot.addWidget(slider)
    slider.setRange(0, 1000)
    slider.resize(400, 24)
    slider.show()
    for share in (0.25, 0.8):
        qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(round(400 * share), 12))
        assert abs(slider.value() - 1000 * share) < 30
    before = slider.value()
    qtbot.mouseClick(slider, Qt.MouseButton.RightButton, pos=QPoint(40, 12))
    assert slider.value() == before
