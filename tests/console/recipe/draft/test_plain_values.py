"""A draft's values are shown as far as they are what they should be."""

from __future__ import annotations

import pytest

from vortex_gui.console.recipe.draft.plain_values import number_of, plain_number, section_of, text_of


def test_what_is_of_another_kind_is_its_default() -> None:
    assert section_of({"a": {"b": 1}}, "a") == {"b": 1}
    assert section_of({"a": [1]}, "a") == section_of({}, "a") == {}
    assert (number_of(2, 1.0), number_of("2", 1.0), number_of(10**400, 1.0)) == (2.0, 1.0, 1.0)
    assert (text_of("a"), text_of(7), text_of(None, "b"), text_of([])) == ("a", "7", "b", "")


@pytest.mark.parametrize(("written", "read"), [("1,5", 1.5), ("3", 3), ("soon", "soon")])
def test_a_number_may_have_a_decimal_comma(written: str, read: object) -> None:
    assert plain_number(written) == read
