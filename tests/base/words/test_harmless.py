"""A stranger's words: what a terminal would act on is a space."""

from __future__ import annotations

import pytest

from vortex_gui.base.words.harmless import harmless, harmless_data


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Plain words, é and 語.", "Plain words, é and 語."),
        ("\x1b[2Jgone", " [2Jgone"),
        ("\x9b2J\x07", " 2J "),
        ("two\nlines\r", "two lines "),
        ("\u202eevil", " evil"),
        ("", ""),
    ],
)
def test_what_a_terminal_acts_on_is_a_space(text: str, told: str) -> None:
    assert harmless(text) == told


def test_line_breaks_stay_where_they_are_wanted() -> None:
    assert harmless("a\n\tb\x1b", kept="\n\t") == "a\n\tb "


def test_every_text_of_plain_data_is_cleaned() -> None:
    found = {"a\x07": ["\x1b", {"b": "c\n"}], "n": 1, "raw": b"\x1b", "none": None}
    assert harmless_data(found) == {"a ": [" ", {"b": "c "}], "n": 1, "raw": b"\x1b", "none": None}
