"""Rows of the table of slots for tests."""

from __future__ import annotations

from typing import Any

from vortex_gui.base.recipe import Recipe
from vortex_gui.base.report import Scores
from vortex_gui.console.slots.model import Column
from vortex_gui.console.slots.view import SlotsView
from vortex_gui.engine.facts.slots import SlotRow, SlotState

HISTORY = 100_000

SCORES = Scores(0.8, 0.9, 0.86, self_check_passed=True, outlier_detected=False)


def row(recipe: Recipe, slot_id: int, state: str, **more: Any) -> SlotRow:
    return SlotRow(slot_id, SlotState(state), 1, "mini", recipe.to_json(), "/nowhere", 0.0, **more)


def shown(view: SlotsView, place: int, column: Column) -> str:
    text = view.model.index(place, column).data()
    assert isinstance(text, str)
    return text
