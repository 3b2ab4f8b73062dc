"""The play-list's rules: recipe after recipe at a fixed beat; plain values, the clock passed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

MOST_WAITING = 3
"""With so many slots waiting, a beat is left out: a queue that only grows makes every slot late."""


@dataclass(slots=True)
class PlayList:
    """Which recipe is next and when; `beat_s` is the length of a slot on air.

    After a pause of the whole machine the beats that passed are not made up for.
    """

    recipes: tuple[Path, ...]
    beat_s: float
    next_at: float
    place: int = 0
    begun: int = 0
    left_out: int = 0

    def due(self, now: float, waiting: int) -> Path | None:
        """The recipe to generate at this moment, if one is due and the queue is not behind."""
        if not self.recipes or now < self.next_at:
            return None
        missed = int((now - self.next_at) // self.beat_s)
        self.next_at += self.beat_s * (missed + 1)
        self.left_out += missed
        if waiting >= MOST_WAITING:
            self.left_out += 1
            return None
        recipe = self.recipes[self.place % len(self.recipes)]
        self.place += 1
        self.begun += 1
        return recipe


def play_list(recipes: Sequence[Path], beat_s: float, now: float) -> PlayList:
    """A list whose first recipe is due at once; raises `ValueError` for a beat that is not positive."""
    if beat_s <= 0:
        raise ValueError("the beat needs to be longer than 0 s")
    return PlayList(tuple(recipes), beat_s, next_at=now)
