"""The waveform: peaks of real sound files, read in the background, and seeking by mouse."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from tests.console.clips import RATE, tone, write_clip, write_wav
from vortex_gui.console.look import theme
from vortex_gui.console.preview.waveform import Sound, WaveformView, read_sound


def test_wav_is_read_as_written(tmp_path: Path) -> None:
    sound = read_sound(write_wav(tmp_path / "speech.wav", tone(0.5)))
    assert sound.rate == RATE
    assert sound.seconds == pytest.approx(0.5)
    assert sound.samples == pytest.approx(tone(0.5), abs=1e-4)


def test_sound_of_a_clip_is_read_where_there_is_no_wav(tmp_path: Path) -> None:
    sound = read_sound(write_clip(tmp_path / "slot.mp4"))
    assert sound.seconds == pytest.approx(2.0, abs=0.1)
    assert sound.level(0.5, 1.5) == pytest.approx(0.4, abs=0.05)


def test_silent_clip_has_an_empty_sound(tmp_path: Path) -> None:
    assert len(read_sound(write_clip(tmp_path / "slot.mp4", 4, sound=False)).samples) == 0


def test_file_that_is_no_sound_is_told(tmp_path: Path) -> None:
    (tmp_path / "speech.wav").write_bytes(b"RIFF????not a wave file")
    with pytest.raises(ValueError, match=r"speech\.wav"):
        read_sound(tmp_path / "speech.wav")


def test_peaks_lose_no_sample() -> None:
    samples = np.zeros(10_000, np.float32)
    samples[7_777], samples[1_234] = 0.9, -0.7
    low, high = Sound(samples, RATE).peaks(100)
    assert high[77] == pytest.approx(0.9)
    assert low[12] == pytest.approx(-0.7)
    assert high.max() == pytest.approx(0.9)


def test_peaks_of_fewer_samples_than_columns_do_not_fail() -> None:
    low, high = Sound(np.array([0.5, -0.5], np.float32), RATE).peaks(7)
    assert (low.min(), high.max()) == (-0.5, 0.5)


@pytest.fixture
def view(qtbot: QtBot) -> WaveformView:
    view = WaveformView()
    qtbot.addWidget(view)
    view.resize(200, 46)
    view.show()
    return view


def test_click_seeks_to_its_moment(view: WaveformView, qtbot: QtBot) -> None:
    view.show_sound(Sound(tone(4.0), RATE))
    with qtbot.waitSignal(view.sought) as sought:
        qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(50, 20))
    assert sought.args == [pytest.approx(1.0, abs=0.05)]


def test_click_without_a_sound_seeks_nowhere(view: WaveformView, qtbot: QtBot) -> None:
    view.show_sound(None, note="nothing")
    with qtbot.assertNotEmitted(view.sought):
        qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(50, 20))


def test_what_was_played_has_another_colour(view: WaveformView) -> None:
    view.show_sound(Sound(tone(4.0), RATE))
    view.set_position(2.0)
    picture = view.grab().toImage()
    assert picture.pixelColor(50, 23) == theme.current().accent
    assert picture.pixelColor(150, 23) != theme.current().accent


def test_clipped_sound_is_red(view: WaveformView) -> None:
    samples = tone(4.0)
    samples[2 * RATE : 2 * RATE + 2000] = 1.0
    view.show_sound(Sound(samples, RATE))
    picture = view.grab().toImage()
    bad = theme.current().bad
    assert any(picture.pixelColor(101, y) == bad for y in range(46))
    assert not any(picture.pixelColor(40, y) == bad for y in range(46))
