"""The level meter: the held peak falls, and the lamp of a clipped sound stays."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from vortex_gui.console.parts.level_meter import FLOOR_DB, HOLD_S, LevelMeter


def test_meter_holds_the_peak_and_then_lets_it_go(qtbot: QtBot) -> None:
    now = [0.0]
    meter = LevelMeter(clock=lambda: now[0])
    qtbot.addWidget(meter)
    meter.show_level(0.5)
    assert meter.held_db == pytest.approx(-6.02, abs=0.01)
    now[0] = HOLD_S / 2
    meter.show_level(0.0)
    assert meter.held_db == pytest.approx(-6.02, abs=0.01)
    assert meter.level_db < -20
    now[0] = HOLD_S * 2
    meter.show_level(0.0)
    assert meter.held_db == FLOOR_DB


def test_clip_lamp_stays_lit_until_it_is_clicked(qtbot: QtBot) -> None:
    meter = LevelMeter()
    qtbot.addWidget(meter)
    meter.show_level(0.9)
    assert not meter.clipped
    meter.show_level(1.0)
    meter.show_level(0.1)
    assert meter.clipped
    qtbot.mouseClick(meter, Qt.MouseButton.LeftButton)
    assert not meter.clipped
