"""The queue's rules: order, states, deadlines, deaths, pause; plain values, the clock passed in."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from itertools import pairwise, takewhile

from vortex_gui.engine.facts.slots import SlotRow, SlotState

DEATH_LIMIT = 2
"""Deaths of its workers after which the queue sets a slot aside."""
RANK_STEP = 1024.0


class CancelEffect(StrEnum):
    """The effect of a cancel."""

    ENDED = "ended"
    """It was queued and is cancelled now."""
    ASKED = "asked"
    """It runs; the caller has to tell the worker."""
    UNKNOWN = "unknown"
    """It is neither queued nor running."""


@dataclass(slots=True)
class QueuedSlot:
    """One slot that is not over. `due_at` is an epoch second; `rank` orders, lowest first.

    `lost_at` names the workers that died of it in this sitting.
    """

    slot_id: int
    rank: float
    due_at: float | None = None
    attempts: int = 0
    deaths: int = 0
    cancel_asked: bool = False
    lost_at: frozenset[str] = frozenset()
    came_from: float | None = None
    """The rank that it had before it ran and came back; `None` for one that has not."""


class SlotQueue:
    """Order and states of the slots that are not over; as many run as the caller takes.

    A slot leaves the queue once: every method that ends one answers whether it was still there to end.
    """

    def __init__(self, slots: Iterable[QueuedSlot] = ()) -> None:
        self._queued: dict[int, QueuedSlot] = {slot.slot_id: slot for slot in sorted(slots, key=_order)}
        self._running: dict[int, QueuedSlot] = {}
        self.paused = False

    # ── looking ───────────────────────────────────────────────────────────────────────────────

    @property
    def queued(self) -> tuple[int, ...]:
        """Numbers in the order in which they will run."""
        return tuple(self._queued)

    @property
    def running(self) -> Mapping[int, QueuedSlot]:
        """By number, in the order in which they began."""
        return self._running

    def __len__(self) -> int:
        return len(self._queued)

    def get(self, slot_id: int) -> QueuedSlot | None:
        """The queued or running slot of this number."""
        return self._running.get(slot_id) or self._queued.get(slot_id)

    def position(self, slot_id: int) -> int | None:
        """Place in the queue, from 0; `None` when it is not queued."""
        if slot_id not in self._queued:
            return None
        return next(place for place, number in enumerate(self._queued) if number == slot_id)

    # ── order ─────────────────────────────────────────────────────────────────────────────────

    def add(self, slot: QueuedSlot) -> None:
        """Puts a new slot at its rank, usually the end."""
        if self.get(slot.slot_id) is not None:
            raise ValueError(f"slot {slot.slot_id} is in the queue already")
        last = next(reversed(self._queued.values()), None)
        self._queued[slot.slot_id] = slot
        if last is not None and _order(slot) < _order(last):
            self._sort()

    def add_running(self, slot: QueuedSlot) -> None:
        """A slot that another machine has been generating since before this sitting."""
        if self.get(slot.slot_id) is not None:
            raise ValueError(f"slot {slot.slot_id} is in the queue already")
        self._running[slot.slot_id] = slot

    def move(self, slot_id: int, position: int) -> tuple[QueuedSlot, ...]:
        """Puts a queued slot at a position, from 0, clamped; returns the slots whose rank changed."""
        return self.move_all((slot_id,), position)

    def move_all(self, slot_ids: Iterable[int], position: int) -> tuple[QueuedSlot, ...]:
        """Puts queued slots side by side, in their order, behind so many of the others."""
        chosen = set(slot_ids)
        moved = [slot for slot in self._queued.values() if slot.slot_id in chosen]
        if not moved:
            return ()
        others = [slot for slot in self._queued.values() if slot.slot_id not in chosen]
        place = max(0, min(position, len(others)))
        before = others[place - 1].rank if place > 0 else None
        after = others[place].rank if place < len(others) else None
        ranks = _between(before, after, len(moved))
        if ranks is None:
            return self._renumber([*others[:place], *moved, *others[place:]])
        for slot, rank in zip(moved, ranks, strict=True):
            slot.rank = rank
        self._sort()
        return tuple(moved)

    def place_all(self, places: Mapping[int, int]) -> tuple[QueuedSlot, ...]:
        """Puts queued slots at these positions, the others between them in their order."""
        placed = sorted((at, slot_id) for slot_id, at in places.items() if slot_id in self._queued)
        if not placed:
            return ()
        others = deque(slot for slot in self._queued.values() if slot.slot_id not in places)
        slots: list[QueuedSlot] = []
        for at, slot_id in placed:
            while others and len(slots) < at:
                slots.append(others.popleft())
            slots.append(self._queued[slot_id])
        return self._renumber([*slots, *others])

    # ── running ───────────────────────────────────────────────────────────────────────────────

    def overdue(self, now: float) -> tuple[int, ...]:
        """Queued slots whose deadline has passed; taken out."""
        late = tuple(
            slot.slot_id for slot in self._queued.values() if slot.due_at is not None and slot.due_at <= now
        )
        for slot_id in late:
            del self._queued[slot_id]
        return late

    def take(self, fits: Callable[[QueuedSlot], bool] = lambda slot: True) -> QueuedSlot | None:
        """The first slot that `fits`, which runs from now on; `None` while paused, or without one."""
        if self.paused:
            return None
        slot = next((slot for slot in self._queued.values() if fits(slot)), None)
        if slot is not None:
            del self._queued[slot.slot_id]
            self._running[slot.slot_id] = slot
            slot.attempts += 1
            slot.came_from = None
        return slot

    def put_back(self, slot_id: int) -> QueuedSlot | None:
        """A running slot returns to the front, without blame: its worker never took it up."""
        slot = self._running.get(slot_id)
        if slot is not None:
            slot.attempts -= 1
            self._to_front(slot)
        return slot

    def end(self, slot_id: int) -> bool:
        """A running slot is over; false when this one does not run, so that it ends once."""
        return self._running.pop(slot_id, None) is not None

    def cancel(self, slot_id: int) -> CancelEffect:
        """Takes a queued slot out, or marks a running one."""
        if self._queued.pop(slot_id, None) is not None:
            return CancelEffect.ENDED
        if slot_id in self._running:
            self._running[slot_id].cancel_asked = True
            return CancelEffect.ASKED
        return CancelEffect.UNKNOWN

    def worker_lost(
        self, slot_id: int, worker: str = "", *, blame: bool = True
    ) -> tuple[QueuedSlot, SlotState] | None:
        """A running slot after its worker's death: back to the front, set aside, or cancelled as asked.

        Without `blame` the death is not counted: the operator or the console ended the worker.
        """
        slot = self._running.get(slot_id)
        if slot is None:
            return None
        if blame:
            slot.deaths += 1
            slot.lost_at |= {worker}
        if slot.cancel_asked:
            del self._running[slot_id]
            return slot, SlotState.CANCELLED
        if slot.deaths >= DEATH_LIMIT:
            del self._running[slot_id]
            return slot, SlotState.SET_ASIDE
        self._to_front(slot)
        return slot, SlotState.QUEUED

    def _to_front(self, slot: QueuedSlot) -> None:
        """Before all that have not begun; those that come back stand in the order that they had."""
        del self._running[slot.slot_id]
        waiting = list(self._queued.values())
        ahead = list(takewhile(partial(_came_before, slot), waiting))
        low, high = (part[0].rank if part else None for part in (ahead[-1:], waiting[len(ahead) :]))
        slot.came_from = slot.rank
        if (low is not None and slot.rank <= low) or (high is not None and slot.rank >= high):
            slot.rank = (_between(low, high, 1) or [waiting[0].rank - RANK_STEP])[0]
        self._queued[slot.slot_id] = slot
        self._sort()

    def _sort(self) -> None:
        self._queued = {slot.slot_id: slot for slot in sorted(self._queued.values(), key=_order)}

    def _renumber(self, slots: list[QueuedSlot]) -> tuple[QueuedSlot, ...]:
        for place, slot in enumerate(slots, start=1):
            slot.rank = place * RANK_STEP
        self._queued = {slot.slot_id: slot for slot in slots}
        return tuple(slots)


def queued_slot(row: SlotRow) -> QueuedSlot:
    """What the queue keeps of a slot that is not over."""
    return QueuedSlot(row.slot_id, row.rank, row.due_at, row.attempts, row.deaths)


def _order(slot: QueuedSlot) -> tuple[float, int]:
    return slot.rank, slot.slot_id


def _came_before(slot: QueuedSlot, other: QueuedSlot) -> bool:
    """Whether another one that came back had stood before this one."""
    return other.came_from is not None and (other.came_from, other.slot_id) < _order(slot)


def _between(before: float | None, after: float | None, count: int) -> list[float] | None:
    """So many ascending ranks between two others; `None` when not enough numbers are left between them."""
    places = range(1, count + 1)
    if before is None:
        last = RANK_STEP * (count + 1) if after is None else after
        return [last - RANK_STEP * (count + 1 - place) for place in places]
    if after is None:
        return [before + RANK_STEP * place for place in places]
    step = (after - before) / (count + 1)
    ranks = [before + step * place for place in places]
    rising = all(low < high for low, high in pairwise((before, *ranks, after)))
    return ranks if rising else None
