"""The player's keys: as players and editors have them, over a real clip."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.console.clips import write_clip
from tests.console.preview.showing import FRAMES, LIMIT_MS, finish, opened, report_of, shows
from tests.narrowing import present
from vortex_gui.console.preview.playing.player_keys import KEYS, sheet_of_player
from vortex_gui.console.preview.view import PreviewView
from vortex_gui.console.state.console_state import ConsoleState

pytestmark = pytest.mark.qt_log_ignore(
    "PulseAudio", "RHI backend", "No audio device", "pa_context", "pipewire-0.3", extend=True
)
SHIFT, NONE, ALT = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.AltModifier,
)


@pytest.fixture
def shown(view: PreviewView, state: ConsoleState, folder: Path, qtbot: QtBot) -> PreviewView:
    """A clip that stands at its tenth frame, with the keyboard in the picture."""
    finish(state, report_of(folder))
    opened(view, qtbot)
    view.transport.set_loops(False)
    view.player.show_frame(10)
    qtbot.waitUntil(lambda: shows(view, 10), timeout=LIMIT_MS)
    view.setFocus()
    return view


@pytest.mark.parametrize(
    ("key", "modifier", "frame"),
    [
        (Qt.Key.Key_Left, NONE, 9),
        (Qt.Key.Key_Comma, NONE, 9),
        (Qt.Key.Key_Right, NONE, 11),
        (Qt.Key.Key_Period, NONE, 11),
        (Qt.Key.Key_Home, NONE, 0),
        (Qt.Key.Key_0, NONE, 0),
        (Qt.Key.Key_Right, SHIFT, 34),
        (Qt.Key.Key_Left, SHIFT, 0),
    ],
)
def test_keys_go_to_a_frame(
    shown: PreviewView, qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier, frame: int
) -> None:
    qtbot.keyClick(shown.video, key, modifier)
    qtbot.waitUntil(partial(shows, shown, frame), timeout=LIMIT_MS)
    assert not shown.player.playing


def test_end_goes_to_the_last_frame(
    view: PreviewView, state: ConsoleState, folder: Path, qtbot: QtBot
) -> None:
    write_clip(folder / "slot.mp4", FRAMES, sound=False)  # AAC alone makes a clip longer than its picture
    finish(state, report_of(folder))
    opened(view, qtbot)
    qtbot.keyClick(view.video, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: shows(view, FRAMES - 1), timeout=LIMIT_MS)


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_K])
def test_space_and_k_play_and_pause(shown: PreviewView, qtbot: QtBot, key: Qt.Key) -> None:
    qtbot.keyClick(shown.video, key)
    qtbot.waitUntil(lambda: shown.player.playing, timeout=LIMIT_MS)
    qtbot.keyClick(shown.video, key)
    qtbot.waitUntil(lambda: not shown.player.playing, timeout=LIMIT_MS)


def test_i_and_o_mark_what_plays_and_alt_x_clears_it(shown: PreviewView, qtbot: QtBot) -> None:
    qtbot.keyClick(shown.video, Qt.Key.Key_I)
    shown.player.show_frame(20)
    qtbot.keyClick(shown.video, Qt.Key.Key_O)
    assert present(shown.marks.in_s) < present(shown.marks.out_s)
    qtbot.keyClick(shown.video, Qt.Key.Key_I, SHIFT)
    qtbot.waitUntil(lambda: shows(shown, 10), timeout=LIMIT_MS)
    qtbot.keyClick(shown.video, Qt.Key.Key_O, SHIFT)
    qtbot.waitUntil(lambda: shows(shown, 20), timeout=LIMIT_MS)
    qtbot.keyClick(shown.video, Qt.Key.Key_X, ALT)
    assert (shown.marks.in_s, shown.marks.out_s) == (None, None)


def test_up_down_and_m_are_the_volume(shown: PreviewView, qtbot: QtBot) -> None:
    before = shown.transport.volume.value()
    qtbot.keyClick(shown.video, Qt.Key.Key_Down)
    assert shown.transport.volume.value() == before - 5
    qtbot.keyClick(shown.video, Qt.Key.Key_Up)
    assert shown.transport.volume.value() == before
    qtbot.keyClick(shown.video, Qt.Key.Key_M)
    assert shown.transport.mute.isChecked()


def test_a_key_of_the_player_is_no_shortcut_of_the_window_meanwhile(
    shown: PreviewView, state: ConsoleState, qtbot: QtBot
) -> None:
    pressed: list[str] = []
    other = QAction(shown)
    other.setShortcut(QKeySequence("L"))
    other.triggered.connect(lambda: pressed.append("window"))
    shown.addAction(other)
    with qtbot.waitActive(shown):
        shown.activateWindow()
    shown.video.setFocus()
    qtbot.keyClick(shown.video, Qt.Key.Key_L)
    assert (pressed, shown.shuttle.speed) == ([], 1)
    state.selection.select(None)
    qtbot.keyClick(shown.video, Qt.Key.Key_L)
    assert pressed == ["window"]


@pytest.mark.parametrize("name", ["play", "loop", "scrub"])
def test_keys_work_wherever_the_keyboard_is_in_the_preview(
    shown: PreviewView, qtbot: QtBot, name: str
) -> None:
    control: QWidget = getattr(shown.transport, name)
    qtbot.keyClick(control, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: shows(shown, 11), timeout=LIMIT_MS)
    qtbot.keyClick(control, Qt.Key.Key_J)
    assert shown.shuttle.speed == -1


def test_space_presses_the_button_that_has_the_keyboard(shown: PreviewView, qtbot: QtBot) -> None:
    assert not shown.transport.loop.isChecked()
    qtbot.keyClick(shown.transport.loop, Qt.Key.Key_Space)
    assert shown.transport.loop.isChecked()
    assert not shown.player.playing


@pytest.mark.parametrize("name", ["scrub", "waveform"])
def test_scrubbing_pauses(shown: PreviewView, qtbot: QtBot, name: str) -> None:
    place: QWidget = shown.transport.scrub if name == "scrub" else shown.waveform
    shown.player.play()
    qtbot.waitUntil(lambda: shown.player.playing, timeout=LIMIT_MS)
    qtbot.mouseClick(place, Qt.MouseButton.LeftButton, pos=QPoint(place.width() // 2, place.height() // 2))
    qtbot.waitUntil(lambda: not shown.player.playing, timeout=LIMIT_MS)
    assert shown.player.position_s > 0.5


def test_holding_the_handle_of_the_scrub_bar_pauses(shown: PreviewView, qtbot: QtBot) -> None:
    shown.player.play()
    qtbot.waitUntil(lambda: shown.player.playing, timeout=LIMIT_MS)
    shown.transport.scrub.sliderPressed.emit()
    qtbot.waitUntil(lambda: not shown.player.playing, timeout=LIMIT_MS)


def test_every_key_is_told_once() -> None:
    keys = [key for action in KEYS for key in action.keys]
    assert len(keys) == len(set(keys))
    told = "\n".join(f"{text} {key}" for text, key in sheet_of_player())
    assert all(word in told for word in ("Space", "J", "L", "Home", "End", "Mark in", "Mark out", "Left"))


def test_play_at_the_last_frame_begins_at_the_start(shown: PreviewView, qtbot: QtBot) -> None:
    qtbot.keyClick(shown.video, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: shown.player.position_s > 0.9 * shown.player.length_s, timeout=LIMIT_MS)
    begun: list[float] = []
    shown.player.moved.connect(begun.append)
    qtbot.keyClick(shown.video, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: bool(begun) and shown.player.playing, timeout=LIMIT_MS)
    assert begun[0] < 0.5


def test_volume_is_told_over_the_picture(shown: PreviewView, qtbot: QtBot) -> None:
    said: list[str] = []
    shown.transport.turned.connect(said.append)
    shown.transport.set_volume(80)
    before = shown.video.grab().toImage()
    qtbot.keyClick(shown.video, Qt.Key.Key_Up)
    assert shown.video.grab().toImage() != before
    qtbot.keyClick(shown.video, Qt.Key.Key_M)
    qtbot.keyClick(shown.video, Qt.Key.Key_Down)
    assert said == ["Volume 85 %", "Volume 80 % · muted"]
    qtbot.waitUntil(lambda: shown.video.grab().toImage() == before, timeout=LIMIT_MS)
