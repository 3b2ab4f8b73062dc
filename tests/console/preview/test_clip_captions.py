"""Captions over the preview: those of the moment, while the switch is on."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.console.preview.showing import LIMIT_MS, finish, opened, report_of
from vortex_gui.base.captions import Cue, vtt_text
from vortex_gui.base.report.report import Report
from vortex_gui.console.preview import clip_captions
from vortex_gui.console.preview.view import PreviewView
from vortex_gui.console.state.console_state import ConsoleState

pytestmark = pytest.mark.qt_log_ignore(
    "PulseAudio", "RHI backend", "No audio device", "pa_context", "pipewire-0.3", extend=True
)
CUES = (Cue(0.5, 1.0, ("Good evening.",)), Cue(1.0, 1.5, ("And now", "the weather.")))


def captioned(folder: Path, text: str = vtt_text(CUES)) -> Report:
    (folder / "slot.vtt").write_text(text, encoding="utf-8")
    report = report_of(folder)
    files = {name: str(getattr(report.files, name)) for name in ("video", "actor", "speech", "report")}
    return report_of(folder, files=files | {"vtt": str(folder / "slot.vtt"), "srt": str(folder / "slot.srt")})


def test_the_words_of_the_moment_are_shown_and_the_switch_takes_them_away(
    view: PreviewView, state: ConsoleState, folder: Path, qtbot: QtBot
) -> None:
    finish(state, captioned(folder))
    opened(view, qtbot)
    switch = view.transport.captions
    qtbot.waitUntil(lambda: view.clip.captions.cues == CUES, timeout=LIMIT_MS)
    assert switch.isEnabled()
    assert switch.isChecked()
    assert view.video.caption == ""
    view.player.seek(0.75)
    qtbot.waitUntil(lambda: view.video.caption == "Good evening.", timeout=LIMIT_MS)
    view.player.seek(1.25)
    qtbot.waitUntil(lambda: view.video.caption == "And now\nthe weather.", timeout=LIMIT_MS)
    qtbot.keyClick(view.video, Qt.Key.Key_C)
    assert (switch.isChecked(), view.video.caption) == (False, "")
    switch.click()
    assert view.video.caption == "And now\nthe weather."
    state.selection.select(None)
    assert view.video.caption == ""


def test_a_clip_without_captions_says_so_at_the_switch(
    view: PreviewView, state: ConsoleState, folder: Path, qtbot: QtBot
) -> None:
    finish(state, report_of(folder))
    opened(view, qtbot)
    assert not view.transport.captions.isEnabled()
    assert "no captions" in view.transport.captions.toolTip()


def test_the_setting_decides_whether_they_are_shown(
    view: PreviewView, state: ConsoleState, folder: Path
) -> None:
    console = state.settings.console.model_copy(update={"captions": False})
    state.set_settings(state.settings.model_copy(update={"console": console}))
    assert not view.transport.captions.isChecked()


@pytest.mark.parametrize("text", ["", "no cue at all", "\x00\xff"])
def test_a_damaged_file_is_no_captions(
    view: PreviewView, state: ConsoleState, folder: Path, qtbot: QtBot, text: str
) -> None:
    finish(state, captioned(folder, text))
    opened(view, qtbot)
    assert not view.transport.captions.isEnabled()


def test_a_file_without_end_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "long.vtt").write_bytes(b"x" * (clip_captions.MAX_BYTES + 1))
    with pytest.raises(OSError, match="too long"):
        clip_captions.read_cues(tmp_path / "long.vtt")
