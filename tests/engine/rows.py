"""Plain rows and reports that the engine's tests are made of."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from vortex_gui.base.recipe.recipe import recipe_from_mapping
from vortex_gui.engine.facts.slots import SlotRow, SlotState

RECIPE = recipe_from_mapping(
    {"audio_track": {"script": "One two three four."}, "visual_track": {"prompt": "a presenter"}}
)


def row(folder: Path, slot_id: int = 1, state: SlotState = SlotState.RUNNING, **more: Any) -> SlotRow:
    fields: dict[str, Any] = {
        "recipe_json": RECIPE.to_json(),
        "output_dir": str(folder),
        "submitted_at": 100.0,
    } | more
    return SlotRow(slot_id, state, seed=7, profile="mini", words=4, **fields)


def report_of(slot: SlotRow, **more: Any) -> str:
    return json.dumps({"slot_id": slot.slot_id, "seed": slot.seed, "success": True} | more)


def write_folder(slot: SlotRow, report_json: str, clip: bytes = b"a clip") -> None:
    """The folder of a finished slot."""
    slot.folder.mkdir(parents=True)
    slot.video.write_bytes(clip)
    (slot.folder / "report.json").write_text(report_json)
