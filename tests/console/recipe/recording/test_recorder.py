"""What a microphone gives becomes a WAV file; whatever stops it is one sentence, and no word is lost."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from tests.console.recipe.recording.voices import RATE, Desk, spoken, tone
from vortex_gui.console.recipe.recording import recorder as module
from vortex_gui.console.recipe.recording.recorder import Recorder


class Told:
    """All that a recorder has told."""

    def __init__(self, recorder: Recorder) -> None:
        self.ends: list[tuple[Path | None, str]] = []
        self.levels: list[tuple[float, float]] = []
        recorder.ended.connect(lambda path, sentence: self.ends.append((path, sentence)))
        recorder.heard.connect(lambda peak, seconds: self.levels.append((peak, seconds)))


@pytest.fixture
def desk() -> Desk:
    return Desk()


def made(desk: Desk, folder: Path) -> tuple[Recorder, Told]:
    recorder = Recorder(lambda: folder, desk.opens)
    return recorder, Told(recorder)


def samples(path: Path | None) -> np.ndarray:
    assert path is not None
    with wave.open(str(path), "rb") as file:
        assert file.getframerate() == RATE
        return np.frombuffer(file.readframes(-1), "<i2")


def test_what_is_said_between_start_and_stop_is_kept(qtbot: QtBot, tmp_path: Path, desk: Desk) -> None:
    recorder, told = made(desk, tmp_path / "recordings")
    recorder.start()
    assert recorder.is_on
    desk.voice.say(spoken(0.5, 0.5))
    desk.voice.say(spoken(0.25, 0.1))
    recorder.stop()
    assert not recorder.is_on
    desk.voice.say(spoken(1.0))
    assert desk.closed == 1
    ((path, sentence),) = told.ends
    assert sentence == ""
    assert samples(path) / 32_767 == pytest.approx(
        np.concatenate((tone(0.5, 0.5), tone(0.25, 0.1))), abs=1e-3
    )
    assert told.levels == [(pytest.approx(0.5, abs=0.01), 0.5), (pytest.approx(0.1, abs=0.01), 0.75)]


def test_a_stereo_microphone_of_floats_is_recorded_as_one_channel(qtbot: QtBot, tmp_path: Path) -> None:
    desk = Desk(channels=2, kind="f4")
    recorder, told = made(desk, tmp_path)
    recorder.start()
    desk.voice.say(np.stack((tone(0.2, 0.8), tone(0.2, 0.4)), axis=1).astype("<f4").tobytes())
    recorder.stop()
    assert samples(told.ends[0][0]) / 32_767 == pytest.approx(tone(0.2, 0.6), abs=1e-3)


@pytest.mark.parametrize("loud", [None, 0.0005])
def test_silence_is_told_and_not_kept(qtbot: QtBot, tmp_path: Path, desk: Desk, loud: float | None) -> None:
    recorder, told = made(desk, tmp_path)
    recorder.start()
    if loud is not None:
        desk.voice.say(spoken(0.5, loud))
    recorder.stop()
    assert told.ends == [(None, "The microphone gave no sound: is it muted?")]
    assert list(tmp_path.iterdir()) == []


def test_no_microphone_is_one_sentence(qtbot: QtBot, tmp_path: Path) -> None:
    recorder, told = made(Desk("There is no microphone."), tmp_path / "recordings")
    recorder.start()
    assert told.ends == [(None, "There is no microphone.")]
    assert not recorder.is_on
    assert not (tmp_path / "recordings").exists()


def test_a_microphone_that_goes_keeps_what_was_said(qtbot: QtBot, tmp_path: Path, desk: Desk) -> None:
    recorder, told = made(desk, tmp_path)
    recorder.start()
    desk.voice.say(spoken(0.3))
    desk.is_gone = True
    qtbot.waitUntil(lambda: bool(told.ends), timeout=5000)
    assert told.ends[0][1] == "The recording stopped: the microphone has gone."
    assert len(samples(told.ends[0][0])) == round(0.3 * RATE)


def test_a_folder_that_cannot_be_written_is_one_sentence(qtbot: QtBot, tmp_path: Path, desk: Desk) -> None:
    (tmp_path / "file").write_text("no folder")
    recorder, told = made(desk, tmp_path / "file")
    recorder.start()
    ((path, sentence),) = told.ends
    assert path is None
    assert sentence.startswith("Nothing can be recorded in")
    assert "\n" not in sentence
    assert desk.closed == 1


def test_one_ends_by_itself_before_it_fills_the_disk(
    qtbot: QtBot, tmp_path: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_S", 0.5)
    recorder, told = made(desk, tmp_path)
    recorder.start()
    desk.voice.say(spoken(0.6))
    assert not recorder.is_on
    assert told.ends[0][1].startswith("The recording stopped after")
    assert len(samples(told.ends[0][0])) == round(0.6 * RATE)


def test_stopping_while_the_system_asks_begins_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    desk = Desk(ask_first=True)
    recorder, told = made(desk, tmp_path)
    recorder.start()
    recorder.start()
    assert recorder.is_on
    recorder.stop()
    assert told.ends == [(None, "")]
    desk.answer()
    assert desk.closed == 1
    assert not recorder.is_on
    assert list(tmp_path.iterdir()) == []


def test_the_next_recording_begins_anew(qtbot: QtBot, tmp_path: Path, desk: Desk) -> None:
    recorder, told = made(desk, tmp_path)
    for _ in range(2):
        recorder.start()
        desk.voice.say(spoken(0.1))
        recorder.stop()
    assert [len(samples(path)) for path, _ in told.ends] == [round(0.1 * RATE)] * 2
    assert told.ends[0][0] != told.ends[1][0]
