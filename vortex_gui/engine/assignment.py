"""Which waiting slot goes to which free place: the first that one can take, to the place quickest for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from vortex_gui.engine.facts.slot_queue import QueuedSlot, SlotQueue
from vortex_gui.engine.facts.slots import SlotRow
from vortex_gui.engine.live_slots import LiveSlots
from vortex_gui.engine.places.any_place import AnyPlace
from vortex_gui.engine.places.place import Lease
from vortex_gui.engine.places.pool import Pool
from vortex_gui.wire.protocol import RunSlot

Kind = tuple[str, frozenset[str], bool]
"""Slots of one kind may go to the same places.

Their profile, the workers that died of them, and whether they need files of this machine.
"""


def run_command(row: SlotRow, now: float) -> RunSlot:
    """The order to make a slot that runs from now on."""
    due_in_s = None if row.due_at is None else row.due_at - now
    return RunSlot(row.slot_id, row.attempts, row.recipe_json, row.seed, row.output_dir, due_in_s)


class Assignment:
    """Looks at the queue's order, the pool's places, and the leases that are open. Used on the loop."""

    def __init__(
        self,
        pool: Pool,
        live: LiveSlots,
        leases: Mapping[int, Lease],
        brings_files: Callable[[SlotRow], bool] = lambda row: False,
    ) -> None:
        self._pool = pool
        self._live = live
        self._leases = leases
        self._brings_files = brings_files

    def next(self, queue: SlotQueue) -> tuple[QueuedSlot, AnyPlace] | None:
        """Takes a slot out of the queue for a place; `None` when no slot and place fit each other."""
        free = self._free()
        if not free:
            return None
        known: dict[Kind, list[AnyPlace]] = {}

        def places_for(slot: QueuedSlot) -> list[AnyPlace]:
            row = self._live[slot.slot_id]
            kind = (row.profile, slot.lost_at, self._pool.has_far and self._brings_files(row))
            if kind not in known:
                able = self._pool.places_for(kind[0], kind[1], here_only=kind[2])
                known[kind] = [place for place in able if place in free]
            return known[kind]

        slot = queue.take(lambda slot: bool(places_for(slot)))
        if slot is None:
            return None
        return slot, min(places_for(slot), key=lambda place: self._live.takes_s(slot.slot_id, place.name))

    def _free(self) -> list[AnyPlace]:
        """Ready places; not one whose last slot is still looked for on the disk, after its worker's death."""
        held = [lease.place for lease in self._leases.values() if not lease.is_landing]
        return [place for place in self._pool.free() if place not in held]
