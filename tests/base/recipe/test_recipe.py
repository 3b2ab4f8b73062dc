"""Recipes: every fault is told together, each by its path and what is allowed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.base.recipe.recipe_faults import faults_of
from tests.odd_things import NO_FILES, UNREADABLE, modes_count, standing
from vortex_gui.base.errors import RecipeError
from vortex_gui.base.profile import load_profile
from vortex_gui.base.recipe.recipe import Recipe, load_recipe, profile_faults, recipe_from_text, save_recipe

GOOD = "audio_track: {script: Good evening.}\nvisual_track: {prompt: a presenter}\n"


def test_a_minimal_recipe_leaves_the_rest_open() -> None:
    recipe = recipe_from_text(GOOD)
    assert recipe.slot_params.seed is None
    assert recipe.audio_track.voice_id == "af_heart"
    assert recipe.visual_track.expression_sequence == ("neutral",)


def test_yaml_and_json_come_back_the_same() -> None:
    recipe = recipe_from_text(GOOD).with_slot(slot_id=7, seed=3, duration_sec=4.5)
    assert recipe_from_text(recipe.to_yaml()) == recipe
    assert recipe_from_text(recipe.to_json()) == recipe


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (GOOD + "colour: red\n", "colour: unknown key; it is not allowed here."),
        (
            GOOD + "slot_params: {duration_sec: -1}\n",
            "slot_params.duration_sec: -1 is out of range; more than 0 is allowed.",
        ),
        (
            GOOD + "slot_params: {duration_sec: 2,5}\n",
            "slot_params.5: unknown key; in a number, write a decimal point (2.5) instead of a comma.",
        ),
        (
            GOOD + "slot_params:\n  duration_sec: 2,5\n",
            "slot_params.duration_sec: '2,5' is not a number; write a decimal point instead of the comma.",
        ),
        (GOOD + "slot_params: {fps: many}\n", "slot_params.fps: 'many' is not a whole number."),
        (GOOD + "slot_params: {seed: 1.5}\n", "slot_params.seed: 1.5 is not a whole number."),
        (GOOD + "slot_params: {seed: true}\n", "slot_params.seed: true is not a whole number."),
        (
            GOOD + "slot_params: {duration_sec: .nan}\n",
            "slot_params.duration_sec: .nan is not a finite number.",
        ),
        (
            "audio_track: {script: ''}\nvisual_track: {prompt: x}\n",
            "audio_track.script: the script is empty; 1 to 500 words are allowed.",
        ),
        (
            f"audio_track: {{script: {'word ' * 501}}}\nvisual_track: {{prompt: x}}\n",
            "audio_track.script: the script has 501 words; 1 to 500 are allowed.",
        ),
        ("visual_track: {prompt: x}\n", "audio_track: missing; it is needed."),
        ("- a list\n", 'recipe: ["a list"] found; a recipe of sections with fields is needed.'),
        ("", "recipe: nothing found; a recipe of sections with fields is needed."),
        (
            "a: &x 1\nb: *x\n",
            'recipe: not readable as YAML or JSON (line 1: "&" and "*" begin names of YAML, which are not'
            " allowed; put the text in quotes).",
        ),
    ],
)
def test_a_fault_is_one_sentence_with_its_path(text: str, sentence: str) -> None:
    assert faults_of(text) == (sentence,)


def test_all_faults_are_told_together() -> None:
    found = faults_of("audio_track: {script: hi, speed: 3}\nvisual_track: {prompt: ''}\nslot: 1\n")
    assert [fault.split(":")[0] for fault in found] == ["audio_track.speed", "visual_track.prompt", "slot"]


def test_500_words_are_allowed() -> None:
    recipe_from_text(f"audio_track: {{script: {'word ' * 500}}}\nvisual_track: {{prompt: x}}\n")


def test_broken_yaml_names_the_line() -> None:
    (fault,) = faults_of("audio_track: {script: 'x}\nvisual_track: [")
    assert "line" in fault


def test_a_control_character_does_not_break_the_line() -> None:
    (fault,) = faults_of(
        json.dumps({"audio_track": {"script": "x"}, "visual_track": {"prompt": "y"}, "a\nb": 1})
    )
    assert "\n" not in fault


def test_a_huge_file_is_refused_before_it_is_parsed() -> None:
    (fault,) = faults_of("x" * 300_000)
    assert "over 256 KB" in fault


def test_a_deep_nest_is_a_fault_and_no_crash() -> None:
    assert faults_of("[" * 20_000)


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    binary = tmp_path / "binary.yaml"
    binary.write_bytes(b"\xff\xfe\x00")
    for path, words in ((tmp_path / "no.yaml", "no such"), (tmp_path, "a folder"), (binary, "UTF-8")):
        with pytest.raises(RecipeError, match=words) as caught:
            load_recipe(path)
        assert str(path) in caught.value.faults[0]


@pytest.mark.skipif(sys.platform == "win32", reason="pipes, links and modes of POSIX")
@pytest.mark.parametrize("thing", UNREADABLE)
def test_whatever_stands_in_the_place_of_a_recipe_is_one_sentence(thing: str, tmp_path: Path) -> None:
    path = UNREADABLE[thing](tmp_path / "odd.yaml")
    before = standing(tmp_path)
    with modes_count():
        with pytest.raises(RecipeError) as caught:
            load_recipe(path)
        if thing in NO_FILES and thing != "name not in UTF-8":
            with pytest.raises(OSError):
                save_recipe(recipe_from_text(GOOD), path)
    (fault,) = caught.value.faults
    assert "Errno" not in fault
    assert standing(tmp_path) == before or thing == "name not in UTF-8"


def test_the_profile_limits_length_rate_and_voice() -> None:
    recipe = recipe_from_text(
        "audio_track: {script: hi, voice_id: nobody}\nvisual_track: {prompt: x}\n"
        "slot_params: {duration_sec: 90, fps: 60}\n"
    )
    sizes = load_profile("mini").sizes
    found = profile_faults(recipe, max_duration_s=sizes.max_duration_s, fps=sizes.fps, voices=("a", "b"))
    assert [fault.split(":")[0] for fault in found] == [
        "slot_params.duration_sec",
        "slot_params.fps",
        "audio_track.voice_id",
    ]
    assert "allowed is a, b" in found[2]


def test_a_recipe_is_frozen() -> None:
    recipe = recipe_from_text(GOOD)
    with pytest.raises(ValueError, match="frozen"):
        recipe.audio_track = recipe.audio_track  # type: ignore[misc]  # it is frozen
    assert isinstance(recipe, Recipe)
