"""Drafts of repeated slots: which number, seed and deadline each has, and a fault for each without one."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.engine.rows import RECIPE, row
from vortex_gui.base.errors import RecipeError
from vortex_gui.base.profile import load_profile
from vortex_gui.base.settings.settings import Settings
from vortex_gui.engine.drafting import Drafting, all_drafts
from vortex_gui.engine.facts.slots import RECIPES_AT_ONCE
from vortex_gui.engine.places.place import Order


def drafting() -> Drafting:
    order = Order(Settings(), load_profile("mini"), ())
    return Drafting(lambda: order, lambda: 500.0)


def test_a_retry_has_the_seed_and_a_duplicate_draws_its_own(tmp_path: Path) -> None:
    slot = row(tmp_path, 3, due_at=900.0)
    retried, duplicated = drafting().retried(slot), drafting().duplicated(slot)
    assert (retried.recipe.slot_params.seed, retried.retry_of) == (7, 3)
    assert (duplicated.recipe.slot_params.seed, duplicated.retry_of) == (None, None)
    assert retried.recipe.slot_params.slot_id is None
    assert retried.submitted_at == 500.0


def test_only_a_slot_that_is_queued_again_keeps_its_deadline(tmp_path: Path) -> None:
    slot = row(tmp_path, 3, due_at=900.0)
    assert drafting().queued_again(slot).due_at == 900.0
    assert drafting().retried(slot).due_at == drafting().fresh(slot.recipe).due_at != 900.0


def test_each_row_without_a_draft_is_a_fault_and_the_others_are_drafted(tmp_path: Path) -> None:
    rows = [row(tmp_path, number) for number in range(RECIPES_AT_ONCE + 1)]
    rows[1] = row(tmp_path, 1, recipe_json="{}")
    drafts, faults = asyncio.run(all_drafts(rows, drafting().retried))
    assert (
        list(drafts) == [draft.retry_of for draft in drafts.values()] == [0, *range(2, RECIPES_AT_ONCE + 1)]
    )
    assert [type(fault) for fault in faults] == [RecipeError]


def test_a_profiles_target_is_no_deadline_and_a_recipes_deadline_counts_from_now() -> None:
    profile = load_profile("mini").model_copy(update={"deadline_s": 20.0})
    made = Drafting(lambda: Order(Settings(), profile, ()), lambda: 500.0)
    assert made.fresh(RECIPE).due_at is None
    assert made.fresh(RECIPE.with_slot(deadline_sec=30.0)).due_at == 530.0
