"""Numbers within their limits, and paths."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from vortex_gui.commands.argument_values import minutes_of, path_of, share_of, whole_number


def test_values_within_their_limits_are_taken() -> None:
    assert whole_number(1, 8)("8") == 8
    assert share_of("0.5") == 0.5
    assert minutes_of("1440") == 1440
    assert path_of("~/clips") == Path.home() / "clips"


@pytest.mark.parametrize("text", ["0", "9", "x", "-1", "1.5", "٣"])
def test_others_are_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="is not a whole number from 1 to 8"):
        whole_number(1, 8)(text)
    for of, found in ((share_of, "1.5"), (share_of, "x"), (minutes_of, "0"), (minutes_of, "x")):
        with pytest.raises(argparse.ArgumentTypeError, match="is not a number"):
            of(found)
