"""Slots for console tests: rows as the engine gives them, put into the state as its events do."""

from __future__ import annotations

from typing import Any

from tests.narrowing import present
from vortex_gui.base.files.shipped import RESOURCES
from vortex_gui.base.recipe.recipe import load_recipe
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.slots.known_slots import KnownSlot
from vortex_gui.engine.facts.slots import SlotRow, SlotState
from vortex_gui.wire.protocol import MemorySample

RECIPE_JSON = load_recipe(RESOURCES / "recipes" / "breaking-toast.yaml").to_json()


def row(slot_id: int, state: SlotState = SlotState.QUEUED, **more: Any) -> SlotRow:
    """A row of the mini profile with a preset's recipe, submitted at 0."""
    return SlotRow(**{**_USUAL, "slot_id": slot_id, "state": state, **more})


def put(
    state: ConsoleState,
    slot_id: int,
    slot_state: SlotState = SlotState.QUEUED,
    position: int | None = None,
    **more: Any,
) -> KnownSlot:
    """Puts a slot's row into the state."""
    state.slots.put_rows([(row(slot_id, slot_state, **more), position)])
    return present(state.slots.get(slot_id))


def memory_sample(used: int) -> MemorySample:
    """Of a worker that has so many bytes in use."""
    return MemorySample(1.0, {}, 0, 0, used, None, None, None, "", 0)


_USUAL: dict[str, Any] = {
    "seed": 1,
    "profile": "mini",
    "recipe_json": RECIPE_JSON,
    "output_dir": "/nowhere",
    "submitted_at": 0.0,
}
