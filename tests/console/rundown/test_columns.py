"""The words in the cells of the rundown."""

from __future__ import annotations

from pathlib import Path

from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.console.rundown.columns import Column, shown, source, tip
from vortex_gui.console.state.rundown.items import ItemSlot, ItemState, RundownItem
from vortex_gui.console.state.rundown.rundown_standing import Standing


def standing(
    item: RundownItem, state: ItemState = ItemState.QUEUED, margin_s: float | None = None
) -> Standing:
    return Standing(item, state, 100.0, 65.0, margin_s)


def test_source_names_recipe_and_slot(recipe: Recipe) -> None:
    slots = (ItemSlot(7),)
    assert source(standing(RundownItem(1, "a", slots=slots))) == "Slot 7"
    assert source(standing(RundownItem(1, "a", path=Path("x/a.yaml"), slots=slots))) == "a.yaml · slot 7"
    assert source(standing(RundownItem(1, "a", recipe=recipe))) == "own recipe"


def test_times_off_air_count_from_the_start() -> None:
    row = standing(RundownItem(1, "a"), margin_s=-12)
    assert shown(row, Column.AT, 40, on_air=False) == "+1:00"
    assert shown(row, Column.LENGTH, 40, on_air=False) == "1:05"
    assert shown(row, Column.MARGIN, 40, on_air=True) == "−12 s"
    assert shown(Standing(row.item, row.state, None, None, None), Column.AT, 0, on_air=True) == ""


def test_tip_says_why_a_row_does_not_go_on_air() -> None:
    item = RundownItem(1, "News", path=Path("/show/news.yaml"))
    assert tip(standing(item)) == "News\n/show/news.yaml"
    assert "passed over" in tip(standing(item, ItemState.FAILED))
    assert "begins when its clip is ready" in tip(standing(item, ItemState.LATE))
