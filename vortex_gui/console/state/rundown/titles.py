"""What a row of the rundown is called that nobody gave a title."""

from __future__ import annotations

from pathlib import Path

from vortex_gui.base.recipe.recipe import Recipe

MOST_TITLE = 200
SHORT = 60
"""Characters of a title that is taken from a script."""


def file_title(path: Path) -> str:
    """`breaking-toast.yaml` → `Breaking toast`."""
    name = path.stem.replace("-", " ").replace("_", " ").strip()
    return (name[:1].upper() + name[1:])[:MOST_TITLE]


def script_title(recipe: Recipe) -> str:
    """The first words of what is said."""
    said = recipe.said
    return said if len(said) <= SHORT else said[:SHORT].rsplit(" ", 1)[0] + " …"
