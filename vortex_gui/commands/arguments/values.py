"""The values that arguments of the command line may have; one that does not fit is refused in a sentence."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from vortex_gui.base.files.paths import expanded
from vortex_gui.base.words.translation import tr


def path(text: str) -> Path:
    """Shells leave `~` alone in `--out=~/clips`."""
    try:
        return expanded(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r}: {error}") from None


def minutes(text: str) -> float:
    try:
        minutes = float(text)
    except ValueError:
        minutes = 0.0
    if not 0 < minutes <= 1440:
        raise argparse.ArgumentTypeError(tr("{text} is not a number of minutes up to 1440", text=repr(text)))
    return minutes


def share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(tr("{text} is not a number from 0 to 1", text=repr(text)))
    return share


def whole(lowest: int, highest: int) -> Callable[[str], int]:
    def whole_number(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not lowest <= int(text) <= highest:
            raise argparse.ArgumentTypeError(
                tr(
                    "{text} is not a whole number from {lowest} to {highest}",
                    text=repr(text),
                    lowest=lowest,
                    highest=highest,
                )
            )
        return int(text)

    return whole_number
