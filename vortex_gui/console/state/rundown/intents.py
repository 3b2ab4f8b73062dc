"""What widgets may ask of the rundown; the controller answers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Protocol

from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.console.state.rundown.rundown import Pace


class RundownIntents(Protocol):
    """Called from the GUI thread; each call returns at once, and what comes of it shows in `RundownState`.

    What changes the rows can be undone. None of these raises: what cannot be done is told by a notice.
    """

    def add_files(self, paths: Sequence[Path], position: int | None = None) -> None:
        """Adds recipe files, at a place or at the end; one that cannot be read is told and left out."""

    def add_slots(self, slot_ids: Sequence[int], position: int | None = None) -> None:
        """Adds slots, finished or not."""

    def add_recipe(self, recipe: Recipe, position: int | None = None) -> None:
        """Adds a recipe that stands in no file."""

    def remove(self, item_ids: Collection[int]) -> None:
        """Takes items out; their slots stay in the queue."""

    def move(self, item_ids: Collection[int], position: int) -> None:
        """Puts items side by side, in their order, behind so many of the others."""

    def skip(self, item_ids: Collection[int], skipped: bool) -> None:
        """Leaves items out when their turn comes, or no longer."""

    def set_loop(self, loop: bool) -> None: ...

    def set_hold(self, hold: bool) -> None:
        """Keeps the item that is on air, until this is taken back."""

    def set_pace(self, pace: Pace, beat_s: float) -> None: ...

    def start(self, from_id: int | None = None) -> None:
        """Goes on air from the top, or from an item."""

    def stop(self) -> None:
        """Takes the rundown off air."""

    def go_on(self) -> None:
        """Ends the item that is on air; the next begins."""

    def queue(self, item_ids: Collection[int]) -> None:
        """Queues the slots of items ahead of their time, without a deadline."""

    def save(self, path: Path) -> None: ...

    def load(self, path: Path) -> None:
        """Replaces the rundown by a file's, unless it is on air."""
