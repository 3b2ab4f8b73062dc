"""What is said against a recipe that cannot be taken."""

from __future__ import annotations

import pytest

from vortex_gui.base.errors import RecipeError
from vortex_gui.base.recipe.recipe import recipe_from_text


def faults_of(text: str) -> tuple[str, ...]:
    with pytest.raises(RecipeError) as caught:
        recipe_from_text(text)
    return caught.value.faults
