"""The recording in the form: a path, and the seconds that are wanted of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.console.recipe.recording.voices import Desk, spoken
from vortex_gui.console.recipe.sound_choice import SoundChoice


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
