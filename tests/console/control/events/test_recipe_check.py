"""A notice names a damaged recipe: at once among a few rows, soon among thousands."""

from __future__ import annotations

from tests.console.rows import row
from vortex_gui.console.control.events.recipe_check import RecipeCheck
from vortex_gui.engine.facts.slots import RECIPES_AT_ONCE


def test_damaged_recipes_are_told_at_once_among_a_few() -> None:
    told: list[int] = []
    RecipeCheck(told.append).check([row(1), row(2, recipe_json="{}"), row(3)])
    assert told == [2]


def test_of_many_rows_each_look_takes_a_part() -> None:
    told: list[int] = []
    check = RecipeCheck(told.append)
    check.check(row(number, recipe_json="{}") for number in range(2 * RECIPES_AT_ONCE + 1))
    assert told == list(range(RECIPES_AT_ONCE))
    check.go_on()
    assert told == list(range(2 * RECIPES_AT_ONCE))
    check.go_on()
    check.go_on()
    assert told == list(range(2 * RECIPES_AT_ONCE + 1))
