"""What the cells paint."""

from __future__ import annotations

from tests.console.slots.table import row
from vortex_gui.base.recipe import Recipe
from vortex_gui.base.report import StageTiming
from vortex_gui.console.slots.delegate import line_end_ms


def test_line_of_a_failed_slot_has_room_for_the_stage_that_never_ended(recipe: Recipe) -> None:
    stages = (StageTiming("speech", 0, 600, 1), StageTiming("actor", 50, 900, 1))
    assert line_end_ms(row(recipe, 7, "failed", stages=stages, generation_ms=90_900.0)) == 90_900
    assert line_end_ms(row(recipe, 7, "failed", stages=stages)) == 900
    assert line_end_ms(row(recipe, 7, "cancelled")) == 0
