"""The section of the operator's own files: nothing of it is made or written until one is named."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from vortex_gui.console.recipe.own_files.own_files import ACTOR, SOUND, OwnFiles
from vortex_gui.console.state.console_state import ConsoleState


@pytest.fixture
def own(qtbot: QtBot, state: ConsoleState) -> OwnFiles:
    made = OwnFiles(state.profile, lambda: state.settings.folders)
    qtbot.addWidget(made)
    return made


def test_nothing_is_made_or_written_until_a_file_is_named(own: OwnFiles) -> None:
    own.fill(actor=None, sound=None)
    assert not own.is_made
    assert own.written() == {}
    assert (own.has_actor, own.has_sound) == (False, False)


def test_what_is_filled_in_is_shown_and_comes_back(own: OwnFiles) -> None:
    sound = {"path": "/no/such/words.wav", "start": 1.5}
    own.fill(actor={"slot": 12}, sound=sound)
    assert not own.body.isHidden()
    assert own.written() == {SOUND: sound, ACTOR: {"slot": 12}}
    assert (own.has_actor, own.has_sound) == (True, True)
    own.fill(actor=None, sound=None)
    assert own.written() == {}


def test_a_file_that_is_not_there_is_told(own: OwnFiles, qtbot: QtBot) -> None:
    own.unfold()
    with qtbot.waitSignal(own.changed):
        own.sound.line.setText("/no/such/words.wav")
    qtbot.waitUntil(lambda: bool(own.faults()))
    assert own.faults() == [f"{SOUND}: no such file."]
