"""Values of arguments: what fits is taken, anything else is refused with the words that were given."""

from __future__ import annotations

import argparse
from collections.abc import Callable

import pytest

from vortex_gui.commands.arguments.values import minutes, named, number, path, share, whole


def test_values_that_fit_are_taken() -> None:
    assert minutes("1.5") == 1.5
    assert share("0.25") == 0.25
    assert whole(1, 9)("7") == 7
    assert whole(0, 9)("0" * 5000 + "7") == 7
    assert [number(text) for text in ("12", "-1.5", ".5", "1e3")] == [12, -1.5, 0.5, 1000]
    assert named("mini") == "mini"
    assert str(path("~/clips")) != "~/clips"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (minutes, "0"),
        (minutes, "1441"),
        (minutes, "soon"),
        (share, "1.1"),
        (share, "-0.1"),
        (share, "half"),
        (whole(1, 9), "10"),
        (whole(1, 9), "-1"),
        (whole(1, 9), "1.0"),
        (number, "soon"),
        (number, "1_000"),
        (number, "1e999"),
        (number, "nan"),
    ],
)
def test_others_are_refused_with_their_words(kind: Callable[[str], object], text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match=text.replace(".", r"\.")):
        kind(text)


@pytest.mark.parametrize("kind", [minutes, share, number])
def test_a_decimal_comma_is_told_as_such(kind: Callable[[str], object]) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="'0,5' is not a number; write a decimal point"):
        kind("0,5")


def test_a_number_that_python_does_not_read_is_refused_like_any_other() -> None:
    with pytest.raises(argparse.ArgumentTypeError) as refused:
        whole(0, 9)("1" * 5000)
    assert str(refused.value) == f"'{'1' * 60}…' is not a whole number from 0 to 9"


@pytest.mark.parametrize("kind", [named, path])
@pytest.mark.parametrize("text", ["", " "])
def test_what_a_missing_variable_leaves_is_refused(kind: Callable[[str], object], text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="empty"):
        kind(text)
