"""Clips play, pause, step, loop and end; what cannot be played says so."""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtMultimedia import QMediaPlayer
from pytestqt.qtbot import QtBot

from tests.console.preview.showing import LIMIT_MS, finish, opened, report_of, shows
from vortex_gui.console.preview.view import PreviewView
from vortex_gui.console.state.console_state import ConsoleState

pytestmark = pytest.mark.qt_log_ignore(
    "PulseAudio", "RHI backend", "No audio device", "pa_context", "pipewire-0.3", extend=True
)


def test_clip_plays_on_and_pauses(view: PreviewView, state: ConsoleState, folder: Path, qtbot: QtBot) -> None:
    finish(state, report_of(folder))
    opened(view, qtbot)
    qtbot.mouseClick(view.transport.play, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: view.player.position_s > 0.3, timeout=LIMIT_MS)
    assert view.player.playing
    assert view.transport.scrub.value() > 100
    assert view.waveform.position_s > 0.1
    qtbot.mouseClick(view.transport.play, Qt.MouseButton.LeftButton)
    assert not view.player.playing


def test_each_step_is_one_frame(view: PreviewView, state: ConsoleState, folder: Path, qtbot: QtBot) -> None:
    finish(state, report_of(folder))
    opened(view, qtbot)
    view.player.show_frame(10)
    qtbot.waitUntil(lambda: shows(view, 10), timeout=LIMIT_MS)
    for frame in (11, 12, 13):
        qtbot.mouseClick(view.transport.forward, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(partial(shows, view, frame), timeout=LIMIT_MS)
    qtbot.mouseClick(view.transport.back, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shows(view, 12), timeout=LIMIT_MS)


def test_clip_ends_where_it_does_not_loop_and_plays_again_from_the_start(
    view: PreviewView, state: ConsoleState, folder: Path, qtbot: QtBot
) -> None:
    finish(state, report_of(folder))
    opened(view, qtbot)
    view.transport.set_loops(False)
    view.player.seek(1.7)
    view.player.play()
    qtbot.waitUntil(lambda: not view.player.playing, timeout=LIMIT_MS)
    view.player.play()
    qtbot.waitUntil(lambda: view.player.playing and view.player.position_s < 1.0, timeout=LIMIT_MS)


def test_looping_clip_begins_again(
    view: PreviewView, state: ConsoleState, folder: Path, qtbot: QtBot
) -> None:
    finish(state, report_of(folder))
    opened(view, qtbot)
    view.transport.set_loops(True)
    view.player.seek(1.7)
    view.player.play()
    qtbot.waitUntil(lambda: view.player.position_s > 1.6, timeout=LIMIT_MS)
    qtbot.waitUntil(lambda: view.player.position_s < 1.0, timeout=LIMIT_MS)
    assert view.player.playing


def test_a_player_that_cannot_play_says_so(
    view: PreviewView, state: ConsoleState, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QMediaPlayer, "isAvailable", lambda _: False)
    finish(state, report_of(folder))
    assert "this system lacks what Qt's player needs" in view.video.accessibleDescription()
    assert "vortex-gui doctor" in view.video.accessibleDescription()
    assert not view.transport.play.isEnabled()


def test_multimedia_is_not_imported_before_a_clip_is_shown() -> None:
    program = (
        "import sys; from PySide6.QtWidgets import QApplication; app = QApplication([]);"
        "from vortex_gui.console.preview.view import PreviewView;"
        "from vortex_gui.console.state.console_state import ConsoleState;"
        "from vortex_gui.base.profile import load_profile;"
        "from vortex_gui.base.settings.settings import Settings;"
        "view = PreviewView(ConsoleState(Settings(), load_profile('mini')), None); view.show();"
        "late = ('PySide6.QtMultimedia', 'av', 'torch', 'pyqtgraph');"
        "print([name for name in late if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.strip() == "[]", done.stderr
