"""The recipe's editors: what is written comes back, and a damaged draft does no harm."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from vortex_gui.base.files.small_json import read_small_json
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.checkpoints import vocabulary
from vortex_gui.console.recipe.editors import RecipeEditors
from vortex_gui.console.recipe.more_editors import NEGATIVE
from vortex_gui.console.state.console_state import ConsoleState


@pytest.fixture
def editors(qtbot: QtBot, state: ConsoleState) -> RecipeEditors:
    made = RecipeEditors(state.profile, lambda: state.settings.folders)
    qtbot.addWidget(made)
    return made


def test_what_is_filled_in_comes_back(editors: RecipeEditors, recipe: Recipe) -> None:
    editors.fill(recipe.model_dump(mode="json"))
    assert Recipe.model_validate(editors.written()) == recipe


def test_a_number_that_is_none_stays_as_it_was_typed(editors: RecipeEditors) -> None:
    editors.more.unfold()
    editors.more.lines["slot_params.deadline_sec"].setText("soon")
    assert editors.written()["slot_params"] == {"deadline_sec": "soon"}
    editors.more.lines["slot_params.deadline_sec"].setText("30")
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
    editors.more.unfold()
    editors.more.lines["slot_params.duration_sec"].setText(typed)
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
    editors.own.unfold()
    editors.own.sound.line.setText("/a/b.wav")
    assert editors.reading.isHidden()
    assert not editors.voice.isEnabled()
    assert not editors.speed.isEnabled()
    assert editors.written()["audio_track"]["sound"] == {"path": "/a/b.wav"}
    editors.own.sound.line.clear()
    assert editors.voice.isEnabled()
    assert "sound" not in editors.written()["audio_track"]


def test_files_that_cannot_be_used_are_told_at_their_fields(editors: RecipeEditors, qtbot: QtBot) -> None:
    editors.own.unfold()
    editors.own.actor.line.setText("/no/such/a.png")
    editors.own.sound.line.setText("/no/such/a.wav")
    qtbot.waitUntil(lambda: len(editors.file_faults()) == 2)
    assert editors.file_faults() == [
        "audio_track.sound: no such file.",
        "visual_track.actor: no such file.",
    ]
    editors.show_faults(editors.file_faults())
    assert editors.fields["visual_track.actor"].fault == "No such file."


def test_own_files_are_folded_until_one_is_named(editors: RecipeEditors, recipe: Recipe) -> None:
    assert editors.own.body.isHidden()
    editors.fill(recipe.plain())
    assert editors.own.body.isHidden()
    editors.fill(recipe.plain() | {"visual_track": {"actor": {"slot": 3}, "prompt": "a host"}})
    assert editors.own.actor.isVisibleTo(editors)


def test_a_fault_of_an_own_file_unfolds_it(editors: RecipeEditors) -> None:
    editors.show_faults(["audio_track.sound.start: below 0."])
    assert editors.own.sound.isVisibleTo(editors)


def test_nothing_folded_is_made_for_a_recipe_that_does_not_use_it(
    editors: RecipeEditors, recipe: Recipe
) -> None:
    plain = recipe.plain()
    plain["slot_params"] = {"seed": 7}
    plain["semantic_constraints"] = {}
    plain["visual_track"]["negative_prompt"] = ""
    editors.fill(plain)
    late = (editors.own, editors.composition, editors.more)
    assert [section.is_made for section in late] == [False, False, False]
    editors.more.unfold()
    assert editors.written()["slot_params"] == {"seed": 7}


def test_values_of_a_folded_section_are_kept_and_stand_there_once_it_is_unfolded(
    editors: RecipeEditors, qtbot: QtBot
) -> None:
    numbers = {"deadline_sec": 30, "takes": 2}
    editors.fill({"slot_params": numbers, "visual_track": {"negative_prompt": "a hat"}})
    assert editors.more.body.isHidden()
    assert editors.written()["slot_params"] == numbers
    assert editors.written()["visual_track"]["negative_prompt"] == "a hat"
    editors.more.unfold()
    assert editors.more.lines["slot_params.takes"].text() == "2"
    assert editors.more.lines[NEGATIVE].text() == "a hat"
    editors.fill({})
    assert editors.written()["slot_params"] == {}
    assert editors.more.lines[NEGATIVE].text() == ""


def test_what_is_written_in_a_section_unfolded_later_counts(editors: RecipeEditors, qtbot: QtBot) -> None:
    editors.composition.unfold()
    with qtbot.waitSignal(editors.changed):
        editors.composition.shape.setCurrentText("9:16")
    assert editors.written()["composition"] == {"shape": "9:16"}
    editors.show_faults(["composition.shape: too high."])
    assert editors.fields["composition.shape"].fault == "Too high."


def test_the_painters_manifest_is_read_once(
    qtbot: QtBot, state: ConsoleState, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = list[Path]()

    def counted(path: Path) -> object:
        read.append(path)
        return read_small_json(path)

    monkeypatch.setattr(vocabulary, "read_small_json", counted)
    made = RecipeEditors(state.profile, lambda: state.settings.folders)
    qtbot.addWidget(made)
    assert [path.name for path in read] == [vocabulary.MANIFEST]
    made.prompt.setPlainText("an ofice")
    assert [word.word for word in made.prompt_words.unknown] == ["ofice"]
    assert made.prompt_gaps.text() != ""
