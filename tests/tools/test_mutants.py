"""Changes of pure rules: which there are, and that a room's tests are run against each."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.mutants.rooms import ROOMS

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.path)
def test_every_room_names_files_that_are_there(room: object) -> None:
    assert isinstance(room, type(ROOMS[0]))
    assert (ROOT / room.path).is_file()
    for test in room.tests:
        assert (ROOT / test.partition("::")[0]).is_file()
    text = (ROOT / room.path).read_text(encoding="utf-8")
    assert all(f"\n{table}" in text for table in room.tables)


def changes(source: str, *tables: str) -> set[str]:
    mutants_of = pytest.importorskip("tools.mutants.changes", exc_type=ImportError).mutants_of
    return {mutant.after for mutant in mutants_of(source, frozenset(tables))}


def test_a_rule_is_changed_in_its_comparison_its_numbers_and_its_order() -> None:
    assert changes("def f(a):\n    return max(a, 2) <= 0.5\n") == {
        "return min(a, 2) <= 0.5",
        "return max(a, 3) <= 0.5",
        "return max(a, 1) <= 0.5",
        "return max(a, 2) < 0.5",
        "return max(a, 2) > 0.5",
        "return max(a, 2) <= 0.75",
        "return max(a, 2) <= 0.25",
    }


def test_annotations_signatures_flags_and_tables_are_no_rules() -> None:
    source = (
        "@dataclass(frozen=True)\nclass A:\n    def f(self, *, a: int | None = None) -> int | None:\n"
        "        return a\n\n\nTABLE = {'a': 1,\n    'b': 2}\n"
    )
    assert changes(source, "TABLE") == {"(gone)"}  # the decorator
