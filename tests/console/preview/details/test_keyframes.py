"""The judged frames come from the finished clip."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.console.clips import frame_of
from tests.console.preview.showing import LIMIT_MS, finish, report_of
from vortex_gui.console.preview.details.keyframes import read_frames
from vortex_gui.console.preview.view import PreviewView
from vortex_gui.console.state.console_state import ConsoleState

pytestmark = pytest.mark.qt_log_ignore(
    "PulseAudio", "RHI backend", "No audio device", "pa_context", "pipewire-0.3", extend=True
)


def test_keyframes_come_from_the_finished_clip(
    view: PreviewView, state: ConsoleState, folder: Path, qtbot: QtBot
) -> None:
    finish(state, report_of(folder))
    qtbot.waitUntil(lambda: len(view.details.keyframes.pictures) == 5, timeout=LIMIT_MS)
    for index, picture in view.details.keyframes.pictures.items():
        assert abs(frame_of(picture) - index) < 0.6
    limit = state.profile.thresholds.outlier
    assert f"Frame 12: B 0.400, L 0.980 (they disagree by more than {limit:.2f})" in (
        view.details.keyframes.accessibleDescription()
    )


def test_frames_that_a_file_does_not_have_are_left_out(folder: Path) -> None:
    assert sorted(read_frames(folder / "slot.mp4", (0, 10, 500))) == [0, 10]
