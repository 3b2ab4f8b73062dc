"""A row without a title is called by its file or by the first words of its script."""

from __future__ import annotations

from pathlib import Path

from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.console.state.rundown.titles import file_title, script_title


def test_a_file_gives_its_name_as_words() -> None:
    assert file_title(Path("a_b-c.yaml")) == "A b c"


def test_a_recipe_gives_the_first_words_of_its_script(recipe: Recipe) -> None:
    assert recipe.audio_track.script.startswith(script_title(recipe).removesuffix(" …"))
    assert len(script_title(recipe)) <= 62
