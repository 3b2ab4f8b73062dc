"""What the queue tells of its slots and of itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from vortex_gui.engine.facts.events import EngineEvent, QueueChanged, SlotChanged
from vortex_gui.engine.facts.slot_queue import SlotQueue
from vortex_gui.engine.facts.slots import SlotRow


class SlotTelling:
    """Used on the loop."""

    def __init__(self, queue: SlotQueue, tell: Callable[[EngineEvent], None]) -> None:
        self._queue = queue
        self._tell = tell

    def row(self, row: SlotRow) -> None:
        self._tell(SlotChanged(row, self._queue.position(row.slot_id)))

    def rows(self, rows: Iterable[SlotRow]) -> None:
        """Counts the places once for all of them."""
        places = {number: place for place, number in enumerate(self._queue.queued)}
        for row in rows:
            self._tell(SlotChanged(row, places.get(row.slot_id)))

    def queue(self) -> None:
        self._tell(QueueChanged(self._queue.queued, tuple(self._queue.running), self._queue.paused))
