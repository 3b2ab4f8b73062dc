"""What the cells paint."""

from __future__ import annotations

from tests.console.slots.table import row
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.base.report.report import StageTiming
from vortex_gui.console.slots.delegate import line_end_ms, passed_limit
from vortex_gui.console.state.slots.known_slots import KnownSlot


def test_line_of_a_failed_slot_has_room_for_the_stage_that_never_ended(recipe: Recipe) -> None:
    stages = (StageTiming("speech", 0, 600, 1), StageTiming("actor", 50, 900, 1))
    assert line_end_ms(row(recipe, 7, "failed", stages=stages, generation_ms=90_900.0)) == 90_900
    assert line_end_ms(row(recipe, 7, "failed", stages=stages)) == 900
    assert line_end_ms(row(recipe, 7, "cancelled")) == 0


def test_a_slot_of_an_earlier_sitting_that_memory_stopped_still_bears_its_mark(recipe: Recipe) -> None:
    stopped = row(recipe, 7, "failed", error_code="memory", error="Memory hard limit exceeded.")
    assert passed_limit(stopped, None) == "hard"
    assert passed_limit(row(recipe, 8, "failed", error_code="stage"), None) == "under"
    assert (
        passed_limit(row(recipe, 9, "done"), KnownSlot(row(recipe, 9, "done"), None, limit="soft")) == "soft"
    )
