"""A recipe may bring its presenter and its sound: how they are written, and where their paths begin."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.base.recipe.recipe_faults import faults_of
from vortex_gui.base.errors import RecipeError
from vortex_gui.base.recipe.recipe import (
    Recipe,
    load_recipe,
    read_recipe,
    recipe_from_mapping,
    recipe_from_text,
)
from vortex_gui.base.recipe.recipe_files import STUDIO_GREY, ActorSource, Frame, SoundSource

SPOKEN = "audio_track: {script: Good evening.}\n"
SEEN = "visual_track: {prompt: a presenter}\n"


def actor_of(recipe: Recipe) -> ActorSource:
    assert recipe.visual_track.actor is not None
    return recipe.visual_track.actor


def sound_of(recipe: Recipe) -> SoundSource:
    assert recipe.audio_track.sound is not None
    return recipe.audio_track.sound


def test_a_path_alone_is_a_picture_and_a_sound() -> None:
    recipe = recipe_from_text("audio_track: {sound: words.wav}\nvisual_track: {actor: me.png}\n")
    assert actor_of(recipe) == ActorSource(path="me.png", background=STUDIO_GREY)
    assert sound_of(recipe) == SoundSource(path="words.wav", start=0.0, end=None)
    assert recipe.audio_track.script == ""
    assert recipe.visual_track.prompt == ""


@pytest.mark.parametrize("name", ["007", "12:30", "No", "1e3", "2026-11-29"])
def test_a_path_stays_as_written_whatever_yaml_would_make_of_it(name: str) -> None:
    recipe = recipe_from_text(f"audio_track: {{sound: {name}}}\nvisual_track: {{actor: {name}}}\n")
    assert (actor_of(recipe).path, sound_of(recipe).path) == (name, name)


def test_an_earlier_slot_and_a_part_of_a_sound() -> None:
    recipe = recipe_from_text(
        "audio_track: {sound: {path: talk.mp3, start: 61.5, end: 70}}\nvisual_track: {actor: {slot: 12}}\n"
    )
    assert actor_of(recipe).slot == 12
    assert sound_of(recipe).length_s == 8.5


def test_a_file_left_empty_is_none() -> None:
    for nothing in ("", "null", "~"):
        recipe = recipe_from_text(
            f"audio_track:\n  sound: {nothing}\n  script: Hello.\n"
            f"visual_track:\n  actor: {nothing}\n  prompt: x\n"
        )
        assert recipe.audio_track.sound is None
        assert recipe.visual_track.actor is None


def test_yaml_and_json_come_back_the_same() -> None:
    recipe = recipe_from_text(
        SPOKEN.replace("{", "{sound: {path: a.ogg, start: 2}, ") + "visual_track: {actor: {slot: 3}}\n"
    )
    assert recipe_from_text(recipe.to_yaml()) == recipe
    assert recipe_from_text(recipe.to_json()) == recipe
    assert recipe_from_text(json.dumps(recipe.plain())) == recipe


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            SPOKEN + "visual_track: {actor: {}}\n",
            "visual_track.actor: name either a picture by its path or an earlier slot by its number.",
        ),
        (
            SPOKEN + "visual_track: {actor: {path: a.png, slot: 1}}\n",
            "visual_track.actor: name either a picture by its path or an earlier slot by its number.",
        ),
        (SPOKEN + "visual_track: {actor: ' '}\n", "visual_track.actor.path: the path is empty; name a file."),
        (
            SPOKEN + "visual_track: {actor: {slot: -1}}\n",
            "visual_track.actor.slot: -1 is out of range; 0 or more is allowed.",
        ),
        (
            SPOKEN + "visual_track: {actor: {path: a.png, background: grey}}\n",
            "visual_track.actor.background: 'grey' is no colour; write it as #rrggbb.",
        ),
        (
            SPOKEN + "visual_track: {actor: [a.png]}\n",
            'visual_track.actor: ["a.png"] is not a section with fields.',
        ),
        (
            "audio_track: {sound: {start: 3}}\n" + SEEN,
            "audio_track.sound.path: missing; it is needed.",
        ),
        (
            "audio_track: {sound: {path: a.wav, start: 3, end: 2}}\n" + SEEN,
            "audio_track.sound.end: 2 is not after the start (3 s).",
        ),
        (
            "audio_track: {sound: {path: a.wav, start: -1}}\n" + SEEN,
            "audio_track.sound.start: -1 is out of range; 0 or more is allowed.",
        ),
    ],
)
def test_a_fault_is_one_sentence_with_its_path(text: str, sentence: str) -> None:
    assert faults_of(text) == (sentence,)


def test_a_frame_is_in_shares_of_the_picture() -> None:
    text = SPOKEN + "visual_track: {actor: {path: a.png, frame: {left: 0.1, top: 0, width: 0.5}}}\n"
    assert actor_of(recipe_from_text(text)).frame == Frame(left=0.1, top=0.0, width=0.5)
    assert faults_of(text.replace("0.5", "5").replace("top: 0, ", "")) == (
        "visual_track.actor.frame.top: missing; it is needed.",
        "visual_track.actor.frame.width: 5 is out of range; up to 1 is allowed.",
    )


def test_without_a_file_script_and_prompt_are_needed_as_before() -> None:
    assert faults_of("audio_track: {voice_id: morty}\nvisual_track: {negative_prompt: x}\n") == (
        "audio_track.script: missing; it is needed.",
        "visual_track.prompt: missing; it is needed.",
    )


def test_a_comment_that_cuts_a_path_is_told(tmp_path: Path) -> None:
    path = tmp_path / "r.yaml"
    path.write_text("audio_track:\n  sound: take #3.wav\n" + SEEN)
    (warning,) = read_recipe(path).warnings
    assert warning.startswith('audio_track.sound: "#" in line 2 begins a comment')


def test_relative_paths_begin_beside_the_recipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICES", str(tmp_path / "voices"))
    path = tmp_path / "shows" / "r.yaml"
    path.parent.mkdir()
    path.write_text("audio_track: {sound: $VOICES/a.wav}\nvisual_track: {actor: ../me.png}\n")
    recipe = load_recipe(path)
    assert actor_of(recipe).path == str(path.parent / ".." / "me.png")
    assert sound_of(recipe).path == str(tmp_path / "voices" / "a.wav")
    monkeypatch.chdir(path.parent)
    assert load_recipe(Path("r.yaml")) == recipe, "a recipe named by a relative path"
    assert recipe_from_text(recipe.to_json()).beside(tmp_path) == recipe, "whole paths stay"


def test_a_path_with_an_unknown_variable_is_a_fault_of_its_field(tmp_path: Path) -> None:
    path = tmp_path / "r.yaml"
    path.write_text(
        "audio_track: {sound: $NO_SUCH_FOLDER/a.wav}\nvisual_track: {actor: ~nobody_here/a.png}\n"
    )
    with pytest.raises(RecipeError) as caught:
        load_recipe(path)
    first, second = caught.value.faults
    assert first == "visual_track.actor: this system knows no user nobody_here."
    assert second == "audio_track.sound: the variable NO_SUCH_FOLDER is not set."


def test_an_earlier_slot_has_no_path_to_place() -> None:
    source = ActorSource(slot=4)
    assert source.beside(Path(os.sep)) is source


def test_plain_data_takes_the_short_form_too() -> None:
    recipe = recipe_from_mapping({"audio_track": {"sound": "a.wav"}, "visual_track": {"actor": "b.png"}})
    assert recipe.plain()["audio_track"]["sound"] == {"path": "a.wav", "start": 0.0}


def test_a_recording_without_a_script_says_its_files_name() -> None:
    recipe = recipe_from_mapping({"audio_track": {"sound": "/a/b.wav"}, "visual_track": {"prompt": "x"}})
    assert recipe.said == "b.wav"
    spoken = {"sound": "/a/b.wav", "script": "Good\nevening."}
    assert (
        recipe_from_mapping({"audio_track": spoken, "visual_track": {"prompt": "x"}}).said == "Good evening."
    )
