"""The preview with real clips: what is shown, heard, sought and told."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from tests.console.clips import FPS, frame_of
from tests.console.preview.showing import FRAMES, LIMIT_MS, finish, jpeg, opened, report_of, shows
from tests.console.rows import put, row
from vortex_gui.console.preview import view as preview
from vortex_gui.console.preview.view import PreviewView
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.slots.live_pictures import Picture
from vortex_gui.console.state.slots.stage_span import StageSpan
from vortex_gui.engine.facts.slots import SlotState

pytestmark = pytest.mark.qt_log_ignore(
    "PulseAudio", "RHI backend", "No audio device", "pa_context", "pipewire-0.3", extend=True
)


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


def test_pictures_of_a_running_slot_are_shown_as_they_come(view: PreviewView, state: ConsoleState) -> None:
    put(state, 9, SlotState.RUNNING, started_at=time.time())
    state.selection.select(9)
    assert "Generating slot 9" in view.video.accessibleDescription()
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


def test_waiting_slot_tells_its_place_as_the_queue_goes_on(view: PreviewView, state: ConsoleState) -> None:
    for slot_id in (7, 8, 9):
        put(state, slot_id, position=slot_id - 7)
    state.slots.set_queue((7, 8, 9), paused=False)
    state.selection.select(9)
    assert "2 slots are ahead of it." in view.video.accessibleDescription()
    state.slots.set_queue((8, 9), paused=False)
    assert "One slot is ahead of it." in view.video.accessibleDescription()


def test_many_rows_at_once_reach_the_shown_slot(view: PreviewView, state: ConsoleState) -> None:
    state.selection.select(3)
    many = [(row(slot_id), slot_id) for slot_id in range(40)]
    state.slots.put_rows(many)
    assert "Slot 3 is queued" in view.video.accessibleDescription()
    state.slots.put_rows([(row(slot_id, SlotState.CANCELLED), None) for slot_id in range(40)])
    assert "Slot 3 was cancelled" in view.video.accessibleDescription()


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
