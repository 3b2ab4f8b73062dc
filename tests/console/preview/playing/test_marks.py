"""In and out: what lies between them plays, and loops."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.console.preview.showing import LIMIT_MS, finish, opened, report_of
from tests.narrowing import present
from vortex_gui.console.preview.playing.marks import Marks
from vortex_gui.console.preview.view import PreviewView
from vortex_gui.console.state.console_state import ConsoleState

pytestmark = pytest.mark.qt_log_ignore(
    "PulseAudio", "RHI backend", "No audio device", "pa_context", "pipewire-0.3", extend=True
)


@pytest.fixture
def marks(view: PreviewView, state: ConsoleState, folder: Path, qtbot: QtBot) -> Marks:
    """From 0.5 s to 1.0 s of a clip of two seconds."""
    finish(state, report_of(folder))
    opened(view, qtbot)
    view.player.seek(0.5)
    view.marks.mark_in()
    view.player.seek(1.0)
    view.marks.mark_out()
    return view.marks


def test_a_clip_that_does_not_loop_stands_at_out(marks: Marks, view: PreviewView, qtbot: QtBot) -> None:
    view.transport.set_loops(False)
    marks.go_to_in()
    view.player.play()
    qtbot.waitUntil(lambda: view.player.playing, timeout=LIMIT_MS)
    qtbot.waitUntil(lambda: not view.player.playing, timeout=LIMIT_MS)
    assert abs(view.player.position_s - 1.0) < 0.1


def test_a_clip_that_loops_goes_back_to_in(marks: Marks, view: PreviewView, qtbot: QtBot) -> None:
    view.transport.set_loops(True)
    view.player.seek(0.8)
    passed: list[float] = []
    view.player.moved.connect(passed.append)
    view.player.play()
    qtbot.waitUntil(
        lambda: any(later < before - 0.2 for before, later in pairwise(passed)),
        timeout=LIMIT_MS,
    )
    assert min(passed) > 0.4
    assert max(passed) < 1.3
    view.player.pause()


def test_an_in_behind_the_out_takes_it_away_and_the_other_way_round(marks: Marks, view: PreviewView) -> None:
    view.player.seek(1.5)
    marks.mark_in()
    assert marks.out_s is None
    assert present(marks.in_s) > 1.4
    view.player.seek(0.2)
    marks.mark_out()
    assert marks.in_s is None


def test_marks_are_seen_on_the_waveform(marks: Marks, view: PreviewView, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: view.waveform._sound is not None, timeout=LIMIT_MS)
    view.player.seek(1.9)
    marked = view.waveform.grab().toImage()
    marks.clear()
    assert view.waveform.grab().toImage() != marked


def test_another_clip_has_no_marks(marks: Marks, view: PreviewView) -> None:
    view.player.opened.emit(2.0)
    assert (marks.in_s, marks.out_s) == (None, None)


def test_a_clip_that_stands_at_out_plays_from_in_again(marks: Marks, view: PreviewView, qtbot: QtBot) -> None:
    view.transport.set_loops(False)
    marks.go_to_out()
    passed: list[float] = []
    view.player.moved.connect(passed.append)
    view.player.play()
    qtbot.waitUntil(lambda: any(0.55 < at < 0.95 for at in passed), timeout=LIMIT_MS)
    view.player.pause()
