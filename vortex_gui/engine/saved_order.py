"""The queue's order on its way to the disk: each write carries the ranks that were refused before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from vortex_gui.base.words.translation import tr
from vortex_gui.engine.facts.slot_queue import QueuedSlot
from vortex_gui.engine.history.store import Store
from vortex_gui.engine.live_slots import LiveSlots


class SavedOrder:
    """Used on the loop; keeps the ranks in `live`, too."""

    def __init__(self, store: Store, live: LiveSlots) -> None:
        self._store = store
        self._live = live
        self._unsaved: dict[int, float] = {}

    def save(self, changed: Sequence[QueuedSlot]) -> None:
        """Writes the ranks of these slots behind, in one write, which takes the place of a refused one."""
        for slot in changed:
            self._live.keep(replace(self._live[slot.slot_id], rank=slot.rank))
        self._unsaved |= {slot.slot_id: slot.rank for slot in changed}
        ranks = tuple(self._unsaved.items())
        self._store.write(
            tr("The history could not save the new order."),
            lambda history: history.set_ranks(ranks),
            done=lambda _: self._on_saved(ranks),
            key="ranks",
        )

    def _on_saved(self, ranks: Iterable[tuple[int, float]]) -> None:
        for slot_id, rank in ranks:
            if self._unsaved.get(slot_id) == rank:
                del self._unsaved[slot_id]
