"""The recipes that ship: where they are, and what they are called."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from vortex_gui.base.errors import RecipeError
from vortex_gui.base.files.shipped import RESOURCES
from vortex_gui.base.recipe.recipe import Recipe, load_recipe

PRESETS = RESOURCES / "recipes"


def preset_paths() -> list[Path]:
    """The recipes that ship, by name."""
    return sorted(PRESETS.glob("*.yaml"))


def preset_title(path: Path) -> str:
    """`breaking-toast.yaml` → `Breaking toast`."""
    return path.stem.replace("-", " ").capitalize()


@cache
def preset_recipe(path: Path) -> Recipe | None:
    """What stands in a preset, read once; `None` for one that cannot be used."""
    try:
        return load_recipe(path)
    except RecipeError:
        return None
