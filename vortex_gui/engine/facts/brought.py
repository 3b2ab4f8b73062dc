"""Slots that bring files of this machine: no other one has them."""

from __future__ import annotations

from functools import lru_cache

from pydantic import ValidationError

from vortex_gui.base.recipe.composition import Composition
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.engine.facts.slots import SlotRow


def brings_files(row: SlotRow, *, house: Composition) -> bool:
    """Whether its recipe, or the look that the settings give it, names one; a damaged recipe names none."""
    return _brings_files(row.recipe_json, house)


@lru_cache(maxsize=10_000)
def _brings_files(recipe_json: str, house: Composition) -> bool:
    try:
        return bool(Recipe.model_validate_json(recipe_json).composed(house).brought)
    except ValidationError:
        return False


def dressed(recipe_json: str, house: Composition) -> str:
    """The recipe with this console's look, wherever it leaves that open; a damaged one stays as it is."""
    try:
        return Recipe.model_validate_json(recipe_json).composed(house).to_json()
    except ValidationError:
        return recipe_json
