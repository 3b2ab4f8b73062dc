"""The preview with real clips: what is shown, heard, sought and told."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QBuffer, QIODevice, QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtMultimedia import QMediaPlayer
from pytestqt.qtbot import QtBot

from tests.console.clips import FPS, SIDE, frame_of, tone, write_clip, write_wav
from tests.console.rows import put
from vortex_gui.base.recipe import Recipe
from vortex_gui.base.report import Report
from vortex_gui.base.report_reading import read_report
from vortex_gui.console.preview import view as preview
from vortex_gui.console.preview.keyframes import read_frames
from vortex_gui.console.preview.level_meter import FLOOR_DB
from vortex_gui.console.preview.view import PreviewView
from vortex_gui.console.preview.waveform import Sound
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.live_pictures import Picture
from vortex_gui.console.state.stage_span import StageSpan
from vortex_gui.engine.facts.slots import SlotState

FRAMES = 48
LIMIT_MS = 10_000

pytestmark = pytest.mark.qt_log_ignore(
    "PulseAudio", "RHI backend", "No audio device", "pa_context", "pipewire-0.3", extend=True
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "slot-000007"
    folder.mkdir()
    write_clip(folder / "slot.mp4", FRAMES)
    write_wav(folder / "speech.wav", tone(FRAMES / FPS))
    return folder


@pytest.fixture
def view(qtbot: QtBot, state: ConsoleState, asked: Any) -> PreviewView:
    view = PreviewView(state, asked)
    qtbot.addWidget(view)
    view.resize(720, 600)
    with qtbot.waitExposed(view):
        view.show()
    return view


def report_of(folder: Path, recipe: Recipe | None = None, **changes: Any) -> Report:
    scores = {0: (0.8, 0.85), 12: (0.4, 0.98), 24: (0.8, 0.9), 36: (0.7, 0.8), 47: (0.75, 0.8)}
    data: dict[str, Any] = {
        "slot_id": 7,
        "success": True,
        "seed": 1234,
        "profile": "mini",
        "generation_time_ms": 9_000.0,
        "deadline": {"due_s": 20.0, "met": True},
        "stages": [
            {"name": "speech", "start_ms": 0, "end_ms": 2000},
            {"name": "actor", "start_ms": 10, "end_ms": 5000},
        ],
        "verification": {
            "score_clip_b": 0.7,
            "score_clip_l": 0.86,
            "ensemble_score": 0.8,
            "clip_threshold": 0.71,
            "self_check_passed": True,
            "outlier_detected": False,
            "keyframes": [{"index": i, "clip_b": b, "clip_l": c} for i, (b, c) in scores.items()],
        },
        "memory": {
            "peak_bytes": 1_890_000_000,
            "soft_limit_bytes": 2_000_000_000,
            "hard_limit_bytes": 2_500_000_000,
        },
        "rung": "full",
        "warnings": ["Prompt truncated to 77 tokens"],
        "files": {
            "video": str(folder / "slot.mp4"),
            "actor": str(folder / "actor.png"),
            "speech": str(folder / "speech.wav"),
            "report": str(folder / "report.json"),
        },
        "recipe": json.loads(recipe.to_json()) if recipe else {},
    }
    report = read_report(json.dumps(data | changes))
    assert report is not None
    return report


def finish(state: ConsoleState, report: Report) -> None:
    put(state, report.slot_id, SlotState.DONE, seed=report.seed or 1)
    state.slots.put_report(report.slot_id, report)
    state.selection.select(report.slot_id)


def opened(view: PreviewView, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: view.player.is_open and not view.video.image.isNull(), timeout=LIMIT_MS)


def shows(view: PreviewView, frame: int) -> bool:
    return not view.video.image.isNull() and abs(frame_of(view.video.image) - frame) < 0.6


def jpeg(colour: str) -> bytes:
    image = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPEG", 95)  # type: ignore[call-overload]  # PySide6 takes text, its stubs say bytes
    return bytes(buffer.data().data())


def test_older_slot_opens_paused_at_its_first_frame(
    view: PreviewView, state: ConsoleState, folder: Path, qtbot: QtBot
) -> None:
    finish(state, report_of(folder))
    opened(view, qtbot)
    qtbot.waitUntil(lambda: shows(view, 0), timeout=LIMIT_MS)
    assert not view.player.playing
    assert view.player.length_s == pytest.approx(FRAMES / FPS, abs=0.1)
    assert view.player.fps == pytest.approx(FPS)
    assert view.transport.play.isEnabled()


def test_shown_frame_is_in_the_grabbed_widget(
    view: PreviewView, state: ConsoleState, folder: Path, qtbot: QtBot
) -> None:
    finish(state, report_of(folder))
    opened(view, qtbot)
    view.player.show_frame(30)
    qtbot.waitUntil(lambda: shows(view, 30), timeout=LIMIT_MS)
    grabbed = view.video.grab().toImage()
    assert abs(frame_of(grabbed) - 30) < 0.6


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


def test_slot_that_was_watched_plays_when_it_is_done(
    view: PreviewView, state: ConsoleState, folder: Path, qtbot: QtBot
) -> None:
    put(state, 7, SlotState.RUNNING, started_at=time.time())
    state.selection.select(7)
    put(state, 7, SlotState.DONE)
    state.slots.put_report(7, report_of(folder))
    qtbot.waitUntil(lambda: view.player.playing, timeout=LIMIT_MS)


def test_only_a_visible_preview_plays(
    view: PreviewView, state: ConsoleState, folder: Path, qtbot: QtBot
) -> None:
    finish(state, report_of(folder))
    opened(view, qtbot)
    view.player.play()
    view.hide()
    assert not view.player.playing
    view.show()
    qtbot.waitUntil(lambda: view.player.playing, timeout=LIMIT_MS)


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
    assert view.video.accessibleDescription() == "Slot 8 is waiting One slot is before it."
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


def test_a_player_that_cannot_play_says_so(
    view: PreviewView, state: ConsoleState, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QMediaPlayer, "isAvailable", lambda _: False)
    finish(state, report_of(folder))
    assert "this system lacks what Qt's player needs" in view.video.accessibleDescription()
    assert "vortex-gui doctor" in view.video.accessibleDescription()
    assert not view.transport.play.isEnabled()


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


def test_pictures_of_a_running_slot_are_shown_as_they_come(view: PreviewView, state: ConsoleState) -> None:
    put(state, 9, SlotState.RUNNING, started_at=time.time())
    state.selection.select(9)
    assert "is being made" in view.video.accessibleDescription()
    state.slots.put_span(9, "actor", StageSpan("actor", 5, None))
    state.slots.put_progress(9, "actor", 2, 4)
    for colour in ("#c02020", "#2020c0"):
        state.preview.put(Picture(9, "actor", 1, jpeg(colour)))
        shown = view.video.image.pixelColor(40, 40)
        assert abs(shown.red() - QColor(colour).red()) < 8
    state.preview.put(Picture(10, "actor", 1, jpeg("#20c020")))
    assert view.video.image.pixelColor(40, 40).green() < 60


def test_hidden_preview_catches_up_when_shown(view: PreviewView, state: ConsoleState) -> None:
    put(state, 9, SlotState.RUNNING, started_at=time.time())
    state.selection.select(9)
    view.hide()
    state.preview.put(Picture(9, "animation", 1, jpeg("#c02020")))
    assert view.video.image.isNull()
    view.show()
    assert view.video.image.pixelColor(40, 40).red() > 150


def test_failed_slot_says_why_and_what_to_do(view: PreviewView, state: ConsoleState) -> None:
    put(state, 9, SlotState.FAILED, error="The speech took too long.", remedy="Shorten the script.")
    state.selection.select(9)
    told = view.video.accessibleDescription()
    assert told == "Slot 9 failed The speech took too long.\nShorten the script."


def test_warnings_and_figures_of_the_report_are_shown(
    view: PreviewView, state: ConsoleState, folder: Path
) -> None:
    finish(state, report_of(folder))
    told = view.figures()
    assert "Prompt truncated to 77 tokens" in told
    for part in ("B 0.70", "L 0.86", "together 0.80", "passed", "9.0 s", "deadline met", "peak 1.89 GB"):
        assert part in told
    assert "Speech: 0.00 s to 2.00 s" in view.details.timeline.accessibleDescription()


def test_buttons_are_disabled_with_a_reason_without_a_slot(view: PreviewView) -> None:
    for button in (view.head.copy_seed, view.head.open_folder, view.head.regenerate, view.head.edit_recipe):
        assert not button.isEnabled()
        assert "No slot is selected." in button.toolTip()


def test_seed_folder_and_another_take(
    view: PreviewView, state: ConsoleState, folder: Path, asked: Any, recipe: Recipe, qtbot: QtBot
) -> None:
    finish(state, report_of(folder, recipe))
    for button in (view.head.copy_seed, view.head.open_folder, view.head.edit_recipe, view.head.regenerate):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "1234"
    assert asked.names() == ["notify", "open_folder", "use_recipe", "generate"]
    again = asked.calls[3][1]
    assert again.slot_params.seed == 1234
    assert again.slot_params.slot_id is None
    assert again.audio_track == recipe.audio_track


def test_multimedia_is_not_imported_before_a_clip_is_shown() -> None:
    program = (
        "import sys; from PySide6.QtWidgets import QApplication; app = QApplication([]);"
        "from vortex_gui.console.preview.view import PreviewView;"
        "from vortex_gui.console.state.console_state import ConsoleState;"
        "from vortex_gui.base.profile import load_profile; from vortex_gui.base.settings import Settings;"
        "view = PreviewView(ConsoleState(Settings(), load_profile('mini')), None); view.show();"
        "late = ('PySide6.QtMultimedia', 'av', 'torch', 'pyqtgraph');"
        "print([name for name in late if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.strip() == "[]", done.stderr


def test_missing_report_is_told(
    view: PreviewView, state: ConsoleState, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preview, "REPORT_WAIT_MS", 20)
    put(state, 9, SlotState.DONE)
    state.selection.select(9)
    qtbot.waitUntil(lambda: "cannot be read" in view.video.accessibleDescription(), timeout=LIMIT_MS)


def test_changed_settings_hold_and_other_changes_leave_the_controls_alone(
    view: PreviewView, state: ConsoleState
) -> None:
    view.transport.set_volume(33)
    console = state.settings.console
    state.set_settings(
        state.settings.model_copy(update={"console": console.model_copy(update={"loop": False})})
    )
    assert not view.player.loops
    assert view.transport.volume.value() == 33
    state.set_settings(
        state.settings.model_copy(update={"console": console.model_copy(update={"volume": 50})})
    )
    assert view.transport.volume.value() == 50


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
