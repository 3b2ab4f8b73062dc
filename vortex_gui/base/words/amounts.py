"""Amounts as people read them: bytes in decimal units, quantiles of many values."""

from __future__ import annotations

from collections.abc import Sequence

GB = 1e9
"""Bytes: limits, disks and cards are counted in decimal units, as their makers do."""


def bytes_text(count: float) -> str:
    """Bytes in decimal units, as the limits are: "512 B", "5 kB", "34.0 MB", "1.42 GB"."""
    amount = float(count)
    for unit, digits in (("B", 0), ("kB", 0), ("MB", 1)):
        shown = f"{amount:.{digits}f}"
        if abs(float(shown)) < 1000:
            return f"{shown} {unit}"
        amount /= 1000
    return f"{amount:.2f} GB"


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value below which a share of ascending values lies, between neighbours in proportion."""
    if not ordered:
        raise ValueError("a quantile needs at least one value")
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
