"""A finished clip with its sound and what seeks in it."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from tests.console.clips import FPS, tone, write_wav
from tests.console.preview.showing import FRAMES, LIMIT_MS, finish, opened, report_of, shows
from tests.console.rows import put
from vortex_gui.console.parts.level_meter import FLOOR_DB
from vortex_gui.console.preview.view import PreviewView
from vortex_gui.console.preview.waveform import Sound
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.facts.slots import SlotState

pytestmark = pytest.mark.qt_log_ignore(
    "PulseAudio", "RHI backend", "No audio device", "pa_context", "pipewire-0.3", extend=True
)


def test_scrub_bar_waveform_and_keyframes_seek(
    view: PreviewView, state: ConsoleState, folder: Path, qtbot: QtBot
) -> None:
    finish(state, report_of(folder))
    opened(view, qtbot)
    view.transport.scrub.setValue(1020)
    qtbot.waitUntil(lambda: shows(view, 24), timeout=LIMIT_MS)
    view.waveform.sought.emit(0.52)
    qtbot.waitUntil(lambda: shows(view, 12), timeout=LIMIT_MS)
    view.details.keyframes.setFocus()
    qtbot.keyClick(view.details.keyframes, Qt.Key.Key_Left)
    qtbot.keyClick(view.details.keyframes, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shows(view, 47), timeout=LIMIT_MS)


def test_playhead_of_the_waveform_stands_where_the_clip_is_though_the_sound_was_read_first(
    view: PreviewView, state: ConsoleState, folder: Path, qtbot: QtBot
) -> None:
    finish(state, report_of(folder))
    opened(view, qtbot)
    half = Sound(np.zeros(int(FRAMES / FPS / 2 * 24_000), np.float32), 24_000)
    view.waveform.show_sound(half)
    view.player.opened.emit(FRAMES / FPS)
    with qtbot.waitSignal(view.waveform.sought) as sought:
        qtbot.mouseClick(
            view.waveform, Qt.MouseButton.LeftButton, pos=QPoint(view.waveform.width() * 3 // 4, 10)
        )
    assert sought.args[0] == pytest.approx(FRAMES / FPS * 0.75, rel=0.02)


def test_another_selection_lets_the_clip_go(
    view: PreviewView, state: ConsoleState, folder: Path, qtbot: QtBot
) -> None:
    finish(state, report_of(folder))
    opened(view, qtbot)
    view.player.play()
    put(state, 8, SlotState.QUEUED, position=1)
    state.selection.select(8)
    assert not view.player.playing
    assert view.player.path is None
    assert view.video.accessibleDescription() == "Slot 8 is queued One slot is ahead of it."
    state.selection.select(7)
    opened(view, qtbot)


def test_sound_is_read_and_shown(view: PreviewView, state: ConsoleState, folder: Path, qtbot: QtBot) -> None:
    before = view.waveform.grab().toImage()
    finish(state, report_of(folder))
    with qtbot.waitSignal(view.clip.sound_read, timeout=LIMIT_MS):
        pass
    assert view.waveform.grab().toImage() != before


def test_level_moves_while_it_plays(
    view: PreviewView, state: ConsoleState, folder: Path, qtbot: QtBot
) -> None:
    finish(state, report_of(folder))
    with qtbot.waitSignal(view.clip.sound_read, timeout=LIMIT_MS):
        pass
    opened(view, qtbot)
    view.transport.set_volume(100)
    view.player.play()
    qtbot.waitUntil(lambda: view.transport.meter.level_db > -12, timeout=LIMIT_MS)
    assert not view.transport.meter.clipped
    view.player.pause()
    qtbot.waitUntil(lambda: view.transport.meter.level_db == FLOOR_DB, timeout=LIMIT_MS)


def test_clipped_sound_lights_the_lamp_whatever_the_volume(
    view: PreviewView, state: ConsoleState, folder: Path, qtbot: QtBot
) -> None:
    write_wav(folder / "speech.wav", tone(FRAMES / FPS, loud=1.0))
    finish(state, report_of(folder))
    opened(view, qtbot)
    view.transport.set_volume(10)
    view.player.play()
    qtbot.waitUntil(lambda: view.transport.meter.clipped, timeout=LIMIT_MS)


@pytest.mark.parametrize("content", [b"", b"this is no clip at all" * 40])
def test_damaged_clip_is_told_on_the_screen(
    view: PreviewView, state: ConsoleState, folder: Path, qtbot: QtBot, content: bytes
) -> None:
    (folder / "slot.mp4").write_bytes(content)
    finish(state, report_of(folder))
    qtbot.waitUntil(lambda: "cannot be" in view.video.accessibleDescription(), timeout=LIMIT_MS)
    assert "slot.mp4 cannot be played" in view.video.accessibleDescription()
    assert not view.transport.play.isEnabled()
    assert "slot.mp4 cannot be played" in view.transport.play.toolTip()
    assert view.transport.play.toolTip().endswith("."), "Qt's own words have no full stop"
    assert ". Retry it" in view.video.accessibleDescription()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes by name here")
def test_a_pipe_in_the_place_of_a_file_holds_nobody(
    view: PreviewView, state: ConsoleState, folder: Path, qtbot: QtBot
) -> None:
    for name in ("slot.mp4", "speech.wav"):
        (folder / name).unlink(missing_ok=True)
        os.mkfifo(folder / name)
    with qtbot.waitSignal(view.clip.sound_read, timeout=LIMIT_MS):
        finish(state, report_of(folder))
    assert "slot.mp4 cannot be played: a pipe; a file is needed." in view.video.accessibleDescription()


def test_missing_clip_is_told_and_the_next_one_plays(
    view: PreviewView, state: ConsoleState, folder: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    finish(state, report_of(tmp_path / "gone"))
    qtbot.waitUntil(lambda: "cannot be" in view.video.accessibleDescription(), timeout=LIMIT_MS)
    put(state, 8, SlotState.DONE)
    state.slots.put_report(8, report_of(folder))
    state.selection.select(8)
    opened(view, qtbot)
    qtbot.waitUntil(lambda: shows(view, 0), timeout=LIMIT_MS)
