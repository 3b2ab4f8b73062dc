"""Waiting slots are sorted by the same values as finished ones."""

from __future__ import annotations

import pytest

from tests.console.rows import row
from tests.console.slots.table import SCORES
from vortex_gui.console.slots.order import sort_value
from vortex_gui.engine.facts.records import SortKey
from vortex_gui.engine.facts.slots import SlotState


@pytest.mark.parametrize("key", SortKey)
def test_every_key_has_a_value_where_the_row_has_it(key: SortKey) -> None:
    full = row(
        7,
        SlotState.DONE,
        submitted_at=1.0,
        started_at=2.0,
        ended_at=3.0,
        due_at=10.0,
        generation_ms=5.0,
        scores=SCORES,
        rung="full",
        target_met=True,
        tags=("late",),
        worker="local",
    )
    assert sort_value(key, full) is not None
    always = (SortKey.NUMBER, SortKey.STATE, SortKey.QUEUED)
    assert (sort_value(key, row(7)) is None) == (key not in always)


def test_margin_is_what_was_left_until_the_deadline() -> None:
    assert sort_value(SortKey.MARGIN, row(7, SlotState.DONE, ended_at=3.0, due_at=10.0)) == 7.0
