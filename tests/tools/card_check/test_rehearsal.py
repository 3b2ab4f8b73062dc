"""The rehearsal takes the profile that asks most of the card."""

from __future__ import annotations

import pytest

from tools.card_check.rehearsal import largest_profile


@pytest.mark.parametrize(
    ("gib", "name"),
    [(None, "rtx3060"), (8, "8gb"), (12, "rtx3060"), (16, "16gb"), (24, "24gb"), (140, "80gb")],
)
def test_the_profile_is_the_largest_that_the_card_holds(gib: int | None, name: str) -> None:
    assert largest_profile(None if gib is None else gib * 2**30).name == name
