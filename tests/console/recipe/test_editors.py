"""The recipe's editors: what is written comes back, and a damaged draft does no harm."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from vortex_gui.base.recipe import Recipe
from vortex_gui.console.recipe.editors import RecipeEditors
from vortex_gui.console.state.console_state import ConsoleState


@pytest.fixture
def editors(qtbot: QtBot, state: ConsoleState) -> RecipeEditors:
    made = RecipeEditors(state.profile, lambda: state.settings.folders.output_path)
    qtbot.addWidget(made)
    return made


def test_what_is_filled_in_comes_back(editors: RecipeEditors, recipe: Recipe) -> None:
    editors.fill(recipe.model_dump(mode="json"))
    assert Recipe.model_validate(editors.written()) == recipe


def test_a_number_that_is_none_stays_as_it_was_typed(editors: RecipeEditors) -> None:
    editors.open_numbers["slot_params.deadline_sec"].setText("soon")
    assert editors.written()["slot_params"] == {"deadline_sec": "soon"}
    editors.open_numbers["slot_params.deadline_sec"].setText("30")
    assert editors.written()["slot_params"] == {"deadline_sec": 30}


NESTED: list[object] = []
for _ in range(5000):
    NESTED = [NESTED]


@pytest.mark.parametrize(
    "draft",
    [
        {},
        {"audio_track": None, "visual_track": []},
        {"audio_track": "a script", "slot_params": 7},
        {"visual_track": {"expression_sequence": 3, "prompt": None}, "audio_track": {"speed": "fast"}},
        {"visual_track": {"expression_sequence": [[], {}, 7]}, "audio_track": {"speed": float("nan")}},
        {"slot_params": {"seed": [], "fps": {}}, "audio_track": {"speed": float("inf"), "script": NESTED}},
        {"audio_track": {"speed": 10**400, "voice_id": NESTED}, "semantic_constraints": {"x": NESTED}},
    ],
)
def test_damaged_draft_fills_in_what_is_whole(editors: RecipeEditors, draft: dict[str, object]) -> None:
    editors.fill(draft)
    assert editors.script.toPlainText() == ""
    assert editors.written()["audio_track"]["speed"] == 1.0
    assert editors.written()["visual_track"]["expression_sequence"] == []


def test_fault_stands_at_its_field(editors: RecipeEditors) -> None:
    editors.script.setPlainText("Hello there.")
    editors.show_faults(["audio_track.script: too many words"])
    assert editors.fields["audio_track.script"].fault == "Too many words"
    editors.show_faults([])
    assert editors.fields["audio_track.script"].fault == ""


@pytest.mark.parametrize(("typed", "read"), [("1,5", 1.5), ("12,25", 12.25), ("30", 30), ("x", "x")])
def test_a_decimal_comma_is_read_as_a_point(editors: RecipeEditors, typed: str, read: object) -> None:
    editors.open_numbers["slot_params.duration_sec"].setText(typed)
    assert editors.written()["slot_params"] == {"duration_sec": read}


def test_what_the_voice_reads_otherwise_is_shown_before_generating(editors: RecipeEditors) -> None:
    assert editors.reading.isHidden()
    editors.script.setPlainText("<b>Привет</b>, it costs €29,99.")
    told = editors.reading.text()
    assert not editors.reading.isHidden()
    assert all(words in told for words in ("<b>", "Cyrillic", '"29,99" as "29.99"'))
    assert editors.reading.textFormat() is Qt.TextFormat.PlainText
    editors.script.setPlainText("It costs 3 euros.")
    assert editors.reading.isHidden()


def test_a_draft_shows_how_it_will_be_read(editors: RecipeEditors) -> None:
    editors.fill({"audio_track": {"script": "Good <i>evening</i>."}})
    assert "<i>" in editors.reading.text()


def test_a_recording_leaves_the_voice_nothing_to_do(editors: RecipeEditors) -> None:
    editors.script.setPlainText("Good <i>evening</i>.")
    editors.sound.line.setText("/a/b.wav")
    assert editors.reading.isHidden()
    assert not editors.voice.isEnabled()
    assert not editors.speed.isEnabled()
    assert editors.written()["audio_track"]["sound"] == {"path": "/a/b.wav"}
    editors.sound.line.clear()
    assert editors.voice.isEnabled()
    assert "sound" not in editors.written()["audio_track"]


def test_files_that_cannot_be_used_are_told_at_their_fields(editors: RecipeEditors, qtbot: QtBot) -> None:
    editors.actor.line.setText("/no/such/a.png")
    editors.sound.line.setText("/no/such/a.wav")
    qtbot.waitUntil(lambda: len(editors.file_faults()) == 2)
    assert editors.file_faults() == [
        "audio_track.sound: no such file.",
        "visual_track.actor: no such file.",
    ]
    editors.show_faults(editors.file_faults())
    assert editors.fields["visual_track.actor"].fault == "No such file."


def test_own_files_are_folded_until_one_is_named(editors: RecipeEditors, recipe: Recipe) -> None:
    def is_folded() -> bool:
        return not editors.actor.isVisibleTo(editors)

    assert is_folded()
    editors.fill(recipe.plain())
    assert is_folded()
    editors.fill(recipe.plain() | {"visual_track": {"actor": {"slot": 3}, "prompt": "a host"}})
    assert not is_folded()


def test_a_fault_of_an_own_file_unfolds_it(editors: RecipeEditors) -> None:
    editors.show_faults(["audio_track.sound.start: below 0."])
    assert editors.sound.isVisibleTo(editors)
