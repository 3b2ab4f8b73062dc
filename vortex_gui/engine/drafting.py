"""Drafts of new slots: from a recipe, or from a slot that is repeated."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace

from vortex_gui.base.errors import VortexError
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.engine.facts.records import SlotDraft
from vortex_gui.engine.facts.slots import RECIPES_AT_ONCE, SlotRow
from vortex_gui.engine.places.place import Order


class Drafting:
    """`order` gives today's profile and settings, `now` the moment from which a deadline counts.

    A deadline is the operator's alone: the profile's target counts from the start of work.

    Drafts of a repeated slot raise `RecipeError` when its recipe is damaged.
    """

    def __init__(self, order: Callable[[], Order], now: Callable[[], float]) -> None:
        self._order = order
        self._now = now

    def fresh(self, recipe: Recipe) -> SlotDraft:
        profile, settings = self._order().profile, self._order().settings
        due_s = recipe.slot_params.deadline_sec
        now = self._now()
        return SlotDraft(
            recipe=recipe,
            profile=profile.name,
            output_dir=str(settings.folders.output_path.absolute()),
            settings_json=settings.model_dump_json(),
            submitted_at=now,
            due_at=None if due_s is None else now + due_s,
        )

    def retried(self, row: SlotRow) -> SlotDraft:
        recipe = row.recipe.with_slot(slot_id=None, seed=row.seed)
        return replace(self.fresh(recipe), retry_of=row.slot_id, tags=row.tags)

    def duplicated(self, row: SlotRow) -> SlotDraft:
        return replace(self.fresh(row.recipe.with_slot(slot_id=None, seed=None)), tags=row.tags)

    def queued_again(self, row: SlotRow) -> SlotDraft:
        """A retry that keeps its deadline."""
        return replace(self.retried(row), due_at=row.due_at)


async def all_drafts(
    rows: Iterable[SlotRow], draft_of: Callable[[SlotRow], SlotDraft]
) -> tuple[dict[int, SlotDraft], list[VortexError]]:
    """The drafts by their rows, and a fault for each row without one; the loop has its turns among them."""
    drafts, faults = dict[int, SlotDraft](), list[VortexError]()
    for at, row in enumerate(rows, start=1):
        try:
            drafts[row.slot_id] = draft_of(row)
        except VortexError as fault:
            faults.append(fault)
        if at % RECIPES_AT_ONCE == 0:
            await asyncio.sleep(0)
    return drafts, faults
