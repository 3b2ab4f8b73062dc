"""Every section of a recipe refuses what is no text."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from vortex_gui.base.recipe.recipe_part import RecipePart, Text


class Section(RecipePart):
    words: Text


@pytest.mark.parametrize("character", ["\0", "\x1b", "\ud800"])
def test_control_characters_and_half_pairs_are_refused(character: str) -> None:
    with pytest.raises(ValidationError, match=f"U\\+{ord(character):04X}"):
        Section(words=f"a{character}b")


def test_a_section_is_frozen_and_knows_its_keys() -> None:
    section = Section(words="two\nlines\twith a tab")
    with pytest.raises(ValidationError, match="frozen"):
        section.words = "x"  # type: ignore[misc]  # it is frozen
    with pytest.raises(ValidationError, match="Extra"):
        Section.model_validate({"words": "x", "more": 1})
