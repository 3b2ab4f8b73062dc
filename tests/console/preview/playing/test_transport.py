"""The controls below the picture: pressed, dragged, whole in the smallest window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from tests.console.preview.showing import LIMIT_MS, finish, opened, report_of
from vortex_gui.base.report.report import Loudness
from vortex_gui.console.preview.view import PreviewView
from vortex_gui.console.state.console_state import ConsoleState

pytestmark = pytest.mark.qt_log_ignore(
    "PulseAudio", "RHI backend", "No audio device", "pa_context", "pipewire-0.3", extend=True
)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_scrub_bar_goes_to_where_it_is_pressed_and_is_dragged_on_from_there(
    view: PreviewView, state: ConsoleState, folder: Path, qtbot: QtBot, share: float
) -> None:
    finish(state, report_of(folder))
    opened(view, qtbot)
    scrub = view.transport.scrub
    place = QPoint(round(scrub.width() * share), scrub.height() // 2)
    qtbot.mousePress(scrub, Qt.MouseButton.LeftButton, pos=place)
    assert scrub.value() == pytest.approx(share * scrub.maximum(), rel=0.05)
    assert scrub.isSliderDown()
    qtbot.mouseMove(scrub, place + QPoint(-60, 0))
    qtbot.mouseRelease(scrub, Qt.MouseButton.LeftButton, pos=place + QPoint(-60, 0))
    moved = scrub.maximum() * 60 / scrub.width()
    assert scrub.value() == pytest.approx(share * scrub.maximum() - moved, rel=0.08)
    qtbot.waitUntil(
        lambda: view.player.position_s == pytest.approx(scrub.value() / 1e3, abs=0.05), timeout=LIMIT_MS
    )


def test_transport_of_the_smallest_window_is_whole(
    view: PreviewView, state: ConsoleState, folder: Path, qtbot: QtBot
) -> None:
    finish(state, report_of(folder))
    opened(view, qtbot)
    bar = view.transport
    view.resize(331, 330)
    qtbot.waitUntil(lambda: bar.width() <= 311 and bar._time.text == "0:00.00", timeout=LIMIT_MS)
    for button in (bar.to_start, bar.back, bar.play, bar.forward, bar.loop, bar.mute):
        right = button.mapTo(view, button.rect().topRight()).x()
        assert button.isVisible()
        assert right <= bar.mapTo(view, bar.rect().topRight()).x() <= view.width()


def test_loudness_of_the_clip_stands_beside_its_level(
    view: PreviewView, state: ConsoleState, folder: Path, qtbot: QtBot
) -> None:
    view.resize(900, 600)
    finish(state, report_of(folder, loudness={"lufs": -16.04, "true_peak_db": -1.5, "target_lufs": -16}))
    opened(view, qtbot)
    assert view.transport.loudness.text() == "-16.0 LUFS"
    assert "Loudness -16.0 LUFS, true peak -1.5 dBTP" in view.transport.meter.toolTip()
    before = view.transport.meter.grab().toImage()
    view.transport.show_loudness(Loudness(-16.0, -30.0))
    assert view.transport.meter.grab().toImage() != before
    state.selection.select(None)
    assert view.transport.loudness.text() == ""
    assert "LUFS" not in view.transport.meter.toolTip()


def test_controls_without_an_audio_device_say_so(
    view: PreviewView, state: ConsoleState, folder: Path, qtbot: QtBot
) -> None:
    from PySide6.QtMultimedia import QMediaDevices

    finish(state, report_of(folder))
    opened(view, qtbot)
    told = "No audio device was found" in view.transport.volume.toolTip()
    assert told == (not QMediaDevices.audioOutputs())
    state.selection.select(None)
    for widget in (view.transport.volume, view.transport.mute, view.transport.play):
        assert widget.toolTip().endswith("There is no finished clip.")
    view.player.sound_changed.emit(False)
    assert "No audio device was found" in view.transport.mute.toolTip()
    assert view.transport.mute.toolTip().endswith("There is no finished clip.")
