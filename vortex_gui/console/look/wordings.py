"""One fact in several wordings, the fullest first: the longest that has room is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence


def longest_that_fits(wordings: Sequence[str], width_of: Callable[[str], float], room: float) -> str:
    """The first wording that is no wider than the room, in points; nothing where none is."""
    return next((wording for wording in wordings if width_of(wording) <= room), "")
