"""The recording in the form: a path, and the seconds that are wanted of it."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from vortex_gui.console.recipe.sound_choice import SoundChoice


@pytest.fixture
def choice(qtbot: QtBot) -> SoundChoice:
    made = SoundChoice()
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
