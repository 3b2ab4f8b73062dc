"""J K L: backwards and forwards, faster with each press."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.console.preview.showing import LIMIT_MS, finish, opened, report_of
from vortex_gui.console.preview.playing.shuttle import FASTEST, Shuttle
from vortex_gui.console.preview.view import PreviewView
from vortex_gui.console.state.console_state import ConsoleState

pytestmark = pytest.mark.qt_log_ignore(
    "PulseAudio", "RHI backend", "No audio device", "pa_context", "pipewire-0.3", extend=True
)


@pytest.fixture
def shuttle(view: PreviewView, state: ConsoleState, folder: Path, qtbot: QtBot) -> Shuttle:
    finish(state, report_of(folder))
    opened(view, qtbot)
    view.transport.set_loops(False)
    return view.shuttle


def test_each_press_is_faster_up_to_a_limit(shuttle: Shuttle, view: PreviewView, qtbot: QtBot) -> None:
    speeds = []
    for _ in range(4):
        shuttle.forwards()
        speeds.append(shuttle.speed)
    assert speeds == [1, 2, 4, FASTEST]
    qtbot.waitUntil(lambda: view.player.playing, timeout=LIMIT_MS)
    shuttle.toggle()
    qtbot.waitUntil(lambda: not view.player.playing, timeout=LIMIT_MS)
    assert shuttle.speed == 0


def test_a_clip_runs_backwards_and_stands_at_its_start(
    shuttle: Shuttle, view: PreviewView, qtbot: QtBot
) -> None:
    view.player.seek(1.0)
    shuttle.backwards()
    assert shuttle.speed == -1
    qtbot.waitUntil(lambda: 0 < view.player.position_s < 0.8, timeout=LIMIT_MS)
    for _ in range(3):
        shuttle.backwards()
    assert shuttle.speed == -FASTEST
    qtbot.waitUntil(lambda: shuttle.speed == 0, timeout=LIMIT_MS)
    assert view.player.position_s < 0.2
    assert not view.player.playing


def test_the_other_way_begins_slowly(shuttle: Shuttle, view: PreviewView, qtbot: QtBot) -> None:
    view.player.seek(1.0)
    shuttle.backwards()
    shuttle.backwards()
    shuttle.forwards()
    assert shuttle.speed == 1
    qtbot.waitUntil(lambda: view.player.position_s > 1.1, timeout=LIMIT_MS)


def test_playing_by_another_control_ends_it(shuttle: Shuttle, view: PreviewView, qtbot: QtBot) -> None:
    view.player.seek(1.0)
    shuttle.backwards()
    view.player.play()
    qtbot.waitUntil(lambda: shuttle.speed == 0 and view.player.playing, timeout=LIMIT_MS)


def test_without_a_clip_there_is_nothing_to_run(view: PreviewView) -> None:
    view.shuttle.forwards()
    view.shuttle.backwards()
    assert view.shuttle.speed == 0
