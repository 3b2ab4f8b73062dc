"""The numbers that a message, a report or a row may hold: finite, and no larger than the program can show."""

from __future__ import annotations

from typing import Annotated

from annotated_types import Ge, Le
from pydantic import AllowInfNan

MAX_TAKES = 9
"""Of one slot, each with the next seed."""
MAX_SEED = 2**32 - 1
MAX_SLOT_ID = 999_999
MAX_MS = 1e9
"""Eleven days: longer than any slot, and few enough ticks on a time axis."""
MAX_SECONDS = 1e7
MAX_EPOCH_S = 1e11
"""The year 5138, which every calendar still knows."""
MAX_BYTES = 2**50
"""A petabyte: thousands of them still add up within 64 bits."""
MAX_COUNT = 1_000_000
MAX_WORD = 2**31 - 1
MAX_RANK = 1e15
MAX_SCORE = 2.5

SlotNumber = Annotated[int, Ge(0), Le(MAX_SLOT_ID)]
Seed = Annotated[int, Ge(0), Le(MAX_SEED)]
Count = Annotated[int, Ge(0), Le(MAX_COUNT)]
Word = Annotated[int, Ge(0), Le(MAX_WORD)]
"""A number that only has to travel, such as a process's."""
ByteCount = Annotated[int, Ge(0), Le(MAX_BYTES)]
Milliseconds = Annotated[float, AllowInfNan(False), Ge(0), Le(MAX_MS)]
Seconds = Annotated[float, AllowInfNan(False), Ge(0), Le(MAX_SECONDS)]
Moment = Annotated[float, AllowInfNan(False), Ge(0), Le(MAX_EPOCH_S)]
"""Epoch seconds."""
TimeLeft = Annotated[float, AllowInfNan(False), Ge(-MAX_EPOCH_S), Le(MAX_EPOCH_S)]
"""Seconds until a moment, which may have passed."""


def whole(found: object, low: int, high: int) -> int | None:
    """The whole number, or `None` for anything else and beyond the bounds."""
    if not isinstance(found, int) or isinstance(found, bool) or not low <= found <= high:
        return None
    return found


def number(found: object, low: float, high: float) -> float | None:
    """The number, or `None` for anything else, beyond the bounds, and where it is none.

    Compares before converting: an int of JSON may be too long for a float, and NaN fits no range.
    """
    if not isinstance(found, int | float) or isinstance(found, bool) or not low <= found <= high:
        return None
    return float(found)
