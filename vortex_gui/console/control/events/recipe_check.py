"""Looks for damaged recipes among rows that are new: of a few at once, of thousands little by little."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable

from vortex_gui.base.errors import RecipeError
from vortex_gui.engine.facts.slots import RECIPES_AT_ONCE, SlotRow


class RecipeCheck:
    """Calls `tell_damaged` with the number of each slot whose recipe cannot be read."""

    def __init__(self, tell_damaged: Callable[[int], None]) -> None:
        self._tell_damaged = tell_damaged
        self._waiting: deque[SlotRow] = deque()

    def check(self, rows: Iterable[SlotRow]) -> None:
        """Looks at the first rows now; the others wait for `go_on`."""
        self._waiting.extend(rows)
        self.go_on()

    def go_on(self) -> None:
        """Called several times a second."""
        for _ in range(min(RECIPES_AT_ONCE, len(self._waiting))):
            row = self._waiting.popleft()
            try:
                row.recipe  # noqa: B018  # read for its fault alone
            except RecipeError:
                self._tell_damaged(row.slot_id)
