"""The values that arguments of the command line may have; one that does not fit is refused in a sentence."""

from __future__ import annotations

import argparse
import math
import re
from collections.abc import Callable
from pathlib import Path

from vortex_gui.base.files.paths import expanded
from vortex_gui.base.words.translation import tr

_WHOLE = re.compile("[0-9]+")
_DECIMAL = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_COMMA = re.compile("[+-]?[0-9]*,[0-9]+")
_LONGEST_SHOWN = 60


def named(text: str) -> str:
    """Not empty: `--machine "$BOX"` without such a variable would generate the slot on this machine."""
    if not text.strip():
        raise argparse.ArgumentTypeError(tr("it is empty: give it a value, or leave it out"))
    return text


def path(text: str) -> Path:
    """Shells leave `~` alone in `--out=~/clips`."""
    try:
        return expanded(named(text))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r}: {error}") from None


def number(text: str) -> float:
    found = _number(text)
    if not math.isfinite(found):
        raise argparse.ArgumentTypeError(tr("{text} is not a number", text=_shown(text)))
    return found


def minutes(text: str) -> float:
    minutes = _number(text)
    if not 0 < minutes <= 1440:
        raise argparse.ArgumentTypeError(
            tr("{text} is not a number of minutes up to 1440", text=_shown(text))
        )
    return minutes


def share(text: str) -> float:
    share = _number(text)
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(tr("{text} is not a number from 0 to 1", text=_shown(text)))
    return share


def whole(lowest: int, highest: int) -> Callable[[str], int]:
    def whole_number(text: str) -> int:
        digits = text.lstrip("0") or "0"  # Python refuses to read thousands of them, in its own words
        if (
            not _WHOLE.fullmatch(text)
            or len(digits) > len(str(highest))
            or not lowest <= int(digits) <= highest
        ):
            raise argparse.ArgumentTypeError(
                tr(
                    "{text} is not a whole number from {lowest} to {highest}",
                    text=_shown(text),
                    lowest=lowest,
                    highest=highest,
                )
            )
        return int(digits)

    return whole_number


def _number(text: str) -> float:
    """Not a number (NaN) where it reads as none; Python's `1_000` and `inf` are none."""
    if _COMMA.fullmatch(text):
        raise argparse.ArgumentTypeError(
            tr("{text} is not a number; write a decimal point instead of the comma", text=_shown(text))
        )
    return float(text) if _DECIMAL.fullmatch(text) else math.nan


def _shown(text: str) -> str:
    """In quotes; a long one only as far as it is needed to find it."""
    return repr(text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…")
