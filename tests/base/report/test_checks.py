"""The table of checks: names, limits and sentences."""

from __future__ import annotations

from typing import get_args

import pytest

from vortex_gui.base.report.checks import (
    CHECK_FACTS,
    CHECK_NAMES,
    MAX_PLACES,
    Check,
    CheckName,
    checked,
    failed,
    sentence_of,
)


def test_every_check_stands_in_the_table_in_its_order() -> None:
    assert get_args(CheckName) == CHECK_NAMES == tuple(CHECK_FACTS)


@pytest.mark.parametrize(
    ("name", "value", "limit", "passed"),
    [
        ("silence", 0.3, 0.3, True),
        ("silence", 0.31, 0.3, False),
        ("face", 0.6, 0.6, True),
        ("face", 0.59, 0.6, False),
        ("lips_offset", -2.0, 2.0, True),
        ("lips_offset", -2.1, 2.0, False),
        ("true_peak", -1.5, -1.0, True),
        ("true_peak", -0.5, -1.0, False),
        ("lips_match", None, 0.4, True),
    ],
)
def test_a_value_is_held_against_its_limit(
    name: CheckName, value: float | None, limit: float, passed: bool
) -> None:
    assert checked(name, value, limit).passed is passed


def test_places_are_kept_of_a_failed_check_and_not_without_end() -> None:
    places = [(float(at), at + 0.5) for at in range(100)]
    assert checked("black", 0, 0, at_s=places).at_s == ()
    assert checked("black", 3, 0, at_s=places).at_s == tuple(places[:MAX_PLACES])


def test_failed_ones_come_in_the_order_of_the_table() -> None:
    checks = [checked("lips_offset", 5, 2), checked("face", 0.9, 0.6), checked("silence", 1, 0.3)]
    assert [check.name for check in failed(checks)] == ["silence", "lips_offset"]


@pytest.mark.parametrize("name", CHECK_NAMES)
def test_each_has_a_sentence_with_value_and_limit(name: CheckName) -> None:
    sentence = sentence_of(Check(name, 4.56, 1.25, False))
    assert sentence.endswith(".")
    assert "{" not in sentence
    assert "1" in sentence
    assert sentence_of(Check("lips_offset", 5.0, 2.0, False)) == (
        "The lips are +5.0 frames behind the sound; 2 is allowed."
    )
