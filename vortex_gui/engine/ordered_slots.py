"""The queue's order as the operator puts it: told at once, and on disk behind."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence

from vortex_gui.engine.facts.slot_queue import QueuedSlot, SlotQueue
from vortex_gui.engine.history.store import Store
from vortex_gui.engine.live_slots import LiveSlots
from vortex_gui.engine.saved_order import SavedOrder
from vortex_gui.engine.slot_telling import SlotTelling


class OrderedSlots:
    """Used on the loop."""

    def __init__(self, queue: SlotQueue, live: LiveSlots, store: Store, telling: SlotTelling) -> None:
        self._queue = queue
        self._live = live
        self._telling = telling
        self._order = SavedOrder(store, live)

    def move_all(self, slot_ids: Iterable[int], position: int) -> None:
        """Puts queued slots side by side, in their order, behind so many of the others."""
        chosen = frozenset(slot_ids)
        self._reorder(self._queue.move_all(chosen, position), chosen)

    def place_all(self, places: Mapping[int, int]) -> None:
        """Puts queued slots at these positions, the others between them in their order."""
        self._reorder(self._queue.place_all(places), places)

    def _reorder(self, changed: Sequence[QueuedSlot], chosen: Container[int]) -> None:
        if changed:
            self._order.save(changed)
            self._telling.rows(self._live[slot.slot_id] for slot in changed if slot.slot_id in chosen)
            self._telling.queue()
