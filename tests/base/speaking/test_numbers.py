"""A warning names a piece that several rules changed once, as the operator wrote it."""

from __future__ import annotations

import re

import pytest

from vortex_gui.base.speaking.numbers import _RULES, _WITHOUT_DIGITS, numbers_read, with_plain_units


def test_what_changed_is_told_as_first_and_last_written() -> None:
    assert numbers_read("1.234,5 EUR") == ("€1234.50", [("1.234,5 EUR", "€1234.50")])


def test_greek_letters_of_units_are_no_greek_words() -> None:
    assert with_plain_units("5 μm, μ alone, 3 MΩ") == "5 µm, μ alone, 3 megaohms"


SIGNS = "-€.m km/h ½ 1½ ¼kg ~≈ <€ ≠ x² No. nos. № Jan. Sept. a/b a.m. ‰ 5h bn $-£ US$ EUR ' , . : h s g d °"


@pytest.mark.parametrize("pattern", [pattern for pattern, _ in _RULES if pattern not in _WITHOUT_DIGITS])
def test_a_rule_that_a_text_without_digits_spares_finds_nothing_in_one(pattern: str) -> None:
    assert re.search(pattern, re.sub(r"[0-9]", "", SIGNS)) is None


def test_signs_are_read_in_a_text_without_digits_and_what_they_become_goes_on() -> None:
    assert numbers_read("and/or")[0] == "and or"
    assert numbers_read("left ≠ right")[0] == "left is not right"
    assert numbers_read("x⁰⁰⁷")[0] == "x to the power of 0 0 7"
