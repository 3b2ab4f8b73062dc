"""How much work a slot is, before its speech is there and on each rung."""

from __future__ import annotations

from vortex_gui.base.profile import Rung, load_profile
from vortex_gui.base.recipe import recipe_from_mapping
from vortex_gui.base.work import Extent, extent_of, words_of, work_of


def test_a_rung_takes_work_off_the_stages_that_it_names() -> None:
    extent = Extent(words=10, frames=101, steps=4)
    full = {"speech": 10, "actor": 4, "animation": 101, "verification": 1, "output": 1}
    assert work_of(extent, Rung(name="full")) == full
    assert work_of(extent, Rung(name="low", every=2, steps=3)) == full | {"actor": 3, "animation": 51}


def test_the_clips_length_is_guessed_from_its_words_unless_it_is_given() -> None:
    mini = load_profile("mini")
    said = {"audio_track": {"script": "one two three four five"}, "visual_track": {"prompt": "a presenter"}}
    recipe = recipe_from_mapping(said)
    assert words_of(recipe) == 5
    assert extent_of(recipe, mini) == Extent(5, 2 * mini.sizes.fps, mini.actor.steps)
    given = recipe_from_mapping(said | {"slot_params": {"duration_sec": 1.5, "fps": 10}})
    assert extent_of(given, mini).frames == 15
