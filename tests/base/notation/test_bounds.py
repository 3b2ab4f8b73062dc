"""Numbers from outside: finite and within their bounds, or none."""

from __future__ import annotations

import math

import pytest

from vortex_gui.base.notation.bounds import number, whole


@pytest.mark.parametrize("found", [0, 1, 2.5, 5])
def test_a_number_within_its_bounds_is_taken(found: float) -> None:
    assert number(found, 0, 5) == found


@pytest.mark.parametrize(
    "found", [-0.1, 5.1, math.nan, math.inf, -math.inf, 10**400, -(10**400), True, "3", None, 3 + 0j]
)
def test_any_other_is_none(found: object) -> None:
    assert number(found, 0, 5) is None


@pytest.mark.parametrize(("found", "taken"), [(0, 0), (5, 5), (6, None), (-1, None), (10**400, None)])
def test_a_whole_number_is_taken_within_its_bounds(found: int, taken: int | None) -> None:
    assert whole(found, 0, 5) == taken


@pytest.mark.parametrize("found", [3.0, True, "3", None, math.nan])
def test_a_whole_number_is_no_other_kind(found: object) -> None:
    assert whole(found, 0, 5) is None
