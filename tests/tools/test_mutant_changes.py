"""Which changes of a rule there are; `make mutants` runs these tests, since only it installs Cosmic Ray."""

from __future__ import annotations

from tools.mutants.changes import mutants_of


def changes(source: str, *tables: str) -> set[str]:
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
