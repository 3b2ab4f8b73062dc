"""A change of the rundown's rows, as a step that can be undone."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from vortex_gui.console.state.rundown.rundown import Rundown
from vortex_gui.console.state.undo import Step

SAME_S = 5.0
"""The same change of the same items again so soon is one change."""


class RundownStep(Step):
    """From one rundown to another; `show` puts the rows of one in place. `subject` names what was changed."""

    stands_on_later = True

    def __init__(
        self,
        show: Callable[[Rundown, str], None],
        before: Rundown,
        after: Rundown,
        words: str,
        subject: object = None,
    ) -> None:
        self._show, self._before, self._after, self._words = show, before, after, words
        self._subject = subject
        self._at = time.monotonic()

    @property
    def words(self) -> str:
        return self._words

    def undo(self) -> None:
        self._show(self._before, self._words)

    def redo(self) -> None:
        self._show(self._after, self._words)

    def absorb(self, later: Step) -> bool:
        if not isinstance(later, RundownStep) or self._subject is None:
            return False
        if later._subject != self._subject or later._at - self._at > SAME_S:
            return False
        self._after, self._at, self._words = later._after, later._at, later._words
        return True


def as_it_was(now: Rundown, wish: Rundown) -> Rundown:
    """The rows, skips, loop and pace of `wish`; what is on air, and what became of slots, as it is now."""
    rows = (replace(now.item(item.item_id) or item, skipped=item.skipped) for item in wish.items)
    changed = now.with_items(tuple(rows)).with_pace(wish.pace, wish.beat_s)
    return changed if changed.loop == wish.loop else changed.with_loop(wish.loop)
