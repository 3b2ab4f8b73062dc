"""The recording in the form: a path, and the seconds that are wanted of it."""

from __future__ import annotations

import wave
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.console.recipe.recording.voices import Desk, spoken
from vortex_gui.console.recipe.own_files.sound_choice import SoundChoice, length_words


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def choice(qtbot: QtBot, tmp_path: Path, desk: Desk) -> SoundChoice:
    made = SoundChoice(lambda: tmp_path / "recordings", desk.opens)
    qtbot.addWidget(made)
    made.show()
    return made


def test_its_part_can_be_given_once_there_is_a_path(choice: SoundChoice, qtbot: QtBot) -> None:
    assert not choice.start.isVisible()
    assert choice.written() is None
    choice.line.setText("/a/b.wav")
    assert choice.start.isVisible()
    assert choice.written() == {"path": "/a/b.wav"}
    with qtbot.waitSignal(choice.changed):
        choice.start.setText("1,5")
    choice.end.setText("soon")
    assert choice.written() == {"path": "/a/b.wav", "start": 1.5, "end": "soon"}
    choice.line.clear()
    assert choice.written() is None


def test_what_a_recipe_has_comes_back(choice: SoundChoice, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(choice.changed):
        choice.fill({"path": "/a/b.wav", "start": 2.5, "end": 4.0})
    assert choice.written() == {"path": "/a/b.wav", "start": 2.5, "end": 4.0}
    choice.fill({"path": "/a/b.wav", "start": 0.0, "end": None})
    assert choice.written() == {"path": "/a/b.wav"}
    choice.fill(None)
    assert choice.written() is None


def test_a_recording_takes_the_place_of_the_part_of_another_file(
    choice: SoundChoice, qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    choice.fill({"path": "/a/b.wav", "start": 2.5, "end": 4.0})
    choice.recording.button.click()
    desk.voice.say(spoken(0.5))
    with qtbot.waitSignal(choice.changed):
        choice.recording.button.click()
    (path,) = (tmp_path / "recordings").iterdir()
    assert choice.written() == {"path": str(path)}


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """Three seconds."""
    path = tmp_path / "words.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(2 * 8000 * 3))
    return path


def test_length_of_the_wanted_part_is_read_from_the_file(
    choice: SoundChoice, recording: Path, qtbot: QtBot
) -> None:
    assert choice.length_s is None
    choice.line.setText(str(recording))
    qtbot.waitUntil(lambda: choice.length_s == 3.0)
    choice.start.setText("0,5")
    assert choice.length_s == 2.5
    choice.end.setText("2")
    assert choice.length_s == 1.5
    choice.end.setText("9")
    assert choice.length_s == 2.5, "no further than the file goes"
    choice.line.setText(str(recording.with_name("none.wav")))
    qtbot.waitUntil(lambda: choice.fault != "")
    assert choice.length_s is None


@pytest.mark.parametrize(
    ("sound_s", "wished_s", "told"),
    [
        (None, 5.0, ""),
        (3.0, None, "The sound is 3.0 s long, and so is the slot."),
        (3.0, 5.0, "The sound is 3.0 s long; the slot is 5 s long and silent after it."),
        (3.0, 2.0, "The sound is 3.0 s long; the slot is 2 s long and cuts it."),
        (90.0, None, "The sound is 90.0 s long; the slot is 60 s long and cuts it."),
    ],
)
def test_form_tells_how_sound_and_slot_fit(sound_s: float | None, wished_s: float | None, told: str) -> None:
    assert length_words(sound_s, wished_s, 60.0) == told


def test_a_file_that_is_no_sound_is_told_in_the_form(
    choice: SoundChoice, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "show.yaml").write_text("loop: true\n", encoding="utf-8")
    with qtbot.waitSignal(choice.changed, check_params_cb=lambda: bool(choice.fault)):
        choice.line.setText(str(tmp_path / "show.yaml"))
    assert choice.fault == "no sound file that can be read"
