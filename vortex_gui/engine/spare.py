"""Whether a spare worker is kept beside the working one; plain values."""

from __future__ import annotations

ROOM_BYTES = 2_000_000_000
"""Free memory below which no spare is kept: with 0.4 GB it might bring about the deaths it is for."""


def wants_spare(rule: str, deaths: int, free_bytes: int) -> bool:
    """By the operator's rule, the workers that have died in this sitting, and the machine's free memory."""
    if free_bytes < ROOM_BYTES:
        return False
    return rule == "always" or (rule == "after a death" and deaths > 0)
