"""A slot that runs, for tests of the window."""

from __future__ import annotations

import time

from tests.console.rows import put
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.facts.slots import SlotState


def run(state: ConsoleState, recipe: Recipe, slot_id: int, worker: str = "") -> None:
    put(
        state,
        slot_id,
        SlotState.RUNNING,
        recipe_json=recipe.to_json(),
        submitted_at=time.time(),
        worker=worker,
    )
