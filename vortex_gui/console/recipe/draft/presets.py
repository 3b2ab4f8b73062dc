"""The recipes that ship: where they are, and what they are called."""

from __future__ import annotations

from pathlib import Path

from vortex_gui.base.files.shipped import RESOURCES

PRESETS = RESOURCES / "recipes"


def preset_paths() -> list[Path]:
    """The recipes that ship, by name."""
    return sorted(PRESETS.glob("*.yaml"))


def preset_title(path: Path) -> str:
    """`breaking-toast.yaml` → `Breaking toast`."""
    return path.stem.replace("-", " ").capitalize()
