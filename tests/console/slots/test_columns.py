"""The table of columns is whole."""

from __future__ import annotations

from vortex_gui.console.slots.columns import ALWAYS, COLUMNS, LEAST_WIDTH, ORDER, Column


def test_every_column_has_its_facts_and_its_place() -> None:
    assert list(COLUMNS) == list(Column)
    assert sorted(ORDER) == list(Column)
    names = [facts.name for facts in COLUMNS.values()]
    assert len(set(names)) == len(names)
    assert len({facts.head for facts in COLUMNS.values()}) == len(names)
    assert all(facts.width >= LEAST_WIDTH for facts in COLUMNS.values())
    assert COLUMNS[ALWAYS].is_shown
