"""Compares the system's clock with the engine's, which a change of the system's time does not move."""

from __future__ import annotations

import time
from collections.abc import Callable

from vortex_gui.base.words.translation import tr

CLOCK_JUMP_S = 30.0


class ClockWatch:
    """`now` is the engine's clock."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._gap_s = time.time() - now()

    def look(self) -> str:
        """A sentence when the system's clock has jumped since the last look; else empty."""
        gap_s = time.time() - self._now()
        moved_s = gap_s - self._gap_s
        if abs(moved_s) <= CLOCK_JUMP_S:
            return ""
        self._gap_s = gap_s
        return tr("The system's clock moved by {seconds:+.0f} s; deadlines did not.", seconds=moved_s)
