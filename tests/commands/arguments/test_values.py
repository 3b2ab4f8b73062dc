"""Values of arguments: what fits is taken, anything else is refused with the words that were given."""

from __future__ import annotations

import argparse
from collections.abc import Callable

import pytest

from vortex_gui.commands.arguments.values import minutes, path, share, whole


def test_values_that_fit_are_taken() -> None:
    assert minutes("1.5") == 1.5
    assert share("0.25") == 0.25
    assert whole(1, 9)("7") == 7
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
    ],
)
def test_others_are_refused_with_their_words(kind: Callable[[str], object], text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match=text.replace(".", r"\.")):
        kind(text)
