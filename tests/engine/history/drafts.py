"""Drafts of slots for tests of the history."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from vortex_gui.base.recipe.recipe import recipe_from_mapping
from vortex_gui.engine.facts.records import (
    SlotDraft,
)


def draft(folder: Path, prompt: str = "a presenter", script: str = "One two.", **slot: Any) -> SlotDraft:
    recipe = recipe_from_mapping(
        {"slot_params": slot, "audio_track": {"script": script}, "visual_track": {"prompt": prompt}}
    )
    return SlotDraft(recipe, "mini", str(folder / "out"), "{}", submitted_at=100.0)
