"""What other machines add to the queue: how long slots wait for them, and which ones they may not have."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from vortex_gui.base.words.translation import tr
from vortex_gui.engine.facts.events import EngineEvent, Notice, Severity
from vortex_gui.engine.facts.slot_queue import SlotQueue
from vortex_gui.engine.facts.slots import SlotRow
from vortex_gui.engine.live_slots import LiveSlots
from vortex_gui.engine.places.pool import Pool

GRACE_S, MOST_GRACE_S = 10.0, 30.0
"""A slot waits so long for a machine that cannot be reached; at most, where connecting is slow."""
CONNECTS = 2.0
"""So often the time that the last connection took: on busy machines the next one is no quicker."""
LOOKED_AT = 100
"""Slots at the head of the queue."""


def patience_s(row: SlotRow | None, live: LiveSlots, now: float, connect_s: float = 0.0) -> float:
    """None at all, once another place has just the time that is left for it.

    `connect_s` is what connecting to its machine took last.
    """
    if row is None:
        return 0.0
    grace_s = max(GRACE_S, min(CONNECTS * connect_s, MOST_GRACE_S))
    if row.due_at is None:
        return grace_s
    spare_s = row.due_at - now - live.needs_s(row.slot_id)
    return grace_s if spare_s > grace_s else 0.0


class Stranded:
    """Tells once of each slot that brings files of this machine while no worker here serves."""

    def __init__(
        self,
        queue: SlotQueue,
        pool: Pool,
        live: LiveSlots,
        brings_files: Callable[[SlotRow], bool],
        tell: Callable[[EngineEvent], None],
    ) -> None:
        self._queue = queue
        self._pool = pool
        self._live = live
        self._brings_files = brings_files
        self._tell = tell
        self._told: set[int] = set()

    def look(self) -> None:
        """Called whenever slots may begin."""
        if not self._pool.has_far or self._pool.serves_here or not self._pool.alive:
            return
        for slot_id in islice(self._queue.queued, LOOKED_AT):
            if slot_id not in self._told and self._brings_files(self._live[slot_id]):
                self._told.add(slot_id)
                text = tr(
                    "Slot {slot} brings files of this machine, and no worker here can make it.", slot=slot_id
                )
                remedy = tr("It waits: restart this machine's worker.")
                if not self._pool.has_own:
                    remedy = tr("It waits: give pipeline.workers at least 1 in the settings.")
                self._tell(Notice(Severity.WARNING, f"stranded-{slot_id}", text, remedy))
