"""A warning names a piece that several rules changed once, as the operator wrote it."""

from __future__ import annotations

from vortex_gui.base.speaking.numbers import numbers_read, with_plain_units


def test_what_changed_is_told_as_first_and_last_written() -> None:
    assert numbers_read("1.234,5 EUR") == ("€1234.50", [("1.234,5 EUR", "€1234.50")])


def test_greek_letters_of_units_are_no_greek_words() -> None:
    assert with_plain_units("5 μm, μ alone, 3 MΩ") == "5 µm, μ alone, 3 megaohms"
