"""How much work a slot is, before its speech is there and on each rung."""

from __future__ import annotations

import pytest

from vortex_gui.base.pace.work import Extent, extent_of, words_of, work_of
from vortex_gui.base.profile import Rung, load_profile
from vortex_gui.base.recipe.recipe import recipe_from_mapping


def test_a_rung_takes_work_off_the_stages_that_it_names() -> None:
    extent = Extent(words=10, frames=101, steps=4)
    full = {"speech": 10, "actor": 4, "animation": 101, "verification": 1, "output": 1}
    assert work_of(extent, Rung(name="full")) == full
    assert work_of(extent, Rung(name="low", every=2, steps=3)) == full | {"actor": 3, "animation": 51}
    small = work_of(extent, Rung(name="small", shrink=2))
    assert small == full | {"animation": pytest.approx(101 * (0.43 + 0.57 / 4))}


def test_the_clips_length_is_guessed_from_its_words_unless_it_is_given() -> None:
    mini = load_profile("mini")
    said = {"audio_track": {"script": "one two three four five"}, "visual_track": {"prompt": "a presenter"}}
    recipe = recipe_from_mapping(said)
    assert words_of(recipe) == 5
    assert extent_of(recipe, mini) == Extent(5, 2 * mini.sizes.fps, mini.actor.steps)
    given = recipe_from_mapping(said | {"slot_params": {"duration_sec": 1.5, "fps": 10}})
    assert extent_of(given, mini).frames == 15


def test_a_recipe_that_brings_sound_and_picture_needs_no_voice_and_no_painter() -> None:
    mini = load_profile("mini")
    seen, fps = {"actor": {"slot": 3}}, mini.sizes.fps
    for sound, seconds in (
        ({"path": "/a.wav", "start": 2, "end": 5}, 3),
        ({"path": "/a.wav", "end": 999}, mini.sizes.max_duration_s),
        ({"path": "/a.wav"}, mini.sizes.max_duration_s),
    ):
        recipe = recipe_from_mapping({"audio_track": {"sound": sound}, "visual_track": seen})
        extent = extent_of(recipe, mini)
        assert extent == Extent(0, round(seconds * fps), 0)
        assert work_of(extent, Rung(name="low", steps=3))["actor"] == 0
    with_script = {"sound": "/a.wav", "script": "one two three four five"}
    recipe = recipe_from_mapping({"audio_track": with_script, "visual_track": seen})
    assert extent_of(recipe, mini) == Extent(0, 2 * fps, 0)
