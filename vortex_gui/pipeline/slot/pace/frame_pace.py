"""Chooses the rung inside the animation, chunk by chunk, from the frames already drawn."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Sequence

from vortex_gui.base.profile import Rung

KEPT = 8
"""Chunks whose pace counts: enough to be steady, few enough to follow a machine that slows down."""
ROOM_TO_RISE = 0.8
"""A better rung is taken again only where it would fill no more than this share of the time left."""


class FramePace:
    """Starts with the animation. `left_s` says how long the animation may still take, by all that limits it.

    The first chunk counts only until there is a second one: it carries what a machine does once. It rises no
    higher than the rung that the animation began on.
    """

    def __init__(
        self,
        ladder: Sequence[Rung],
        frames: int,
        left_s: Callable[[], float],
        *,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ladder = ladder
        self._frames = frames
        self._left_s = left_s
        self._now = now
        self._marks: deque[tuple[float, int]] = deque([(now(), 0)], maxlen=KEPT)
        self._warm = False
        self.rung = ladder[0]

    def chunk(self, drawn: int, done: int) -> Rung:
        """So many frames are drawn, and so many are done with the blended ones; the rung to go on with."""
        if drawn <= self._marks[-1][1]:  # the same chunk, handed on in pieces
            return self.rung
        self._marks.append((self._now(), drawn))
        if not self._warm and len(self._marks) > 2:
            self._marks.popleft()
            self._warm = True
        if done < self._frames:
            self.rung = self._best(self._frames - done)
        return self.rung

    @property
    def pace_s(self) -> float:
        """Seconds for a frame that is drawn."""
        (begin, drawn_before), (end, drawn) = self._marks[0], self._marks[-1]
        return (end - begin) / (drawn - drawn_before)

    def _best(self, frames: int) -> Rung:
        left_s, at = self._left_s(), self._ladder.index(self.rung)
        for place, rung in enumerate(self._ladder):
            needed_s = math.ceil(frames / rung.every) * self.pace_s
            if needed_s <= (left_s if place >= at else left_s * ROOM_TO_RISE):
                return rung
        return min(self._ladder, key=lambda rung: -rung.every)
