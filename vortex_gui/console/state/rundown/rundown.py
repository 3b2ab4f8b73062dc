"""The rundown: what goes on air in which order; a plain value with its rules, the clock passed in.

Moments are epoch seconds of the steady clock.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from vortex_gui.console.state.rundown.items import ItemSlot, RundownItem

BEAT_S = 45.0
LONGEST_BEAT_S = 3600.0
LEAD_BEATS = 2
"""A slot is queued so many beats before it is due: the beat of its making, and the one before is on air."""
GRACE_S = 2.0
"""A look at the clock that comes so much late does not shift the times of the rundown."""
SHORTEST_S = 0.04
MOST_ITEMS = 1000


class Pace(StrEnum):
    """How long an item stays on air."""

    CLIPS = "clips"
    """As long as its clip, so that there are no gaps; one beat while that is unknown."""
    BEAT = "beat"
    """One beat; a longer clip is not cut."""


@dataclass(frozen=True, slots=True)
class Rundown:
    """The rundown at one moment; every method gives a new one and leaves this as it is.

    `last_id` is the item that was on air last, the current one included: what comes next stands behind it.
    `next_at` is when the next item is due while none is on air. `slots_from` is the earliest airing of a slot
    that is not queued yet. `made` slots were queued, `left_out` beats were skipped.
    """

    items: tuple[RundownItem, ...] = ()
    loop: bool = False
    hold: bool = False
    pace: Pace = Pace.CLIPS
    beat_s: float = BEAT_S
    on_air: bool = False
    current_id: int | None = None
    began_at: float | None = None
    last_id: int | None = None
    next_at: float | None = None
    slots_from: float | None = None
    made: int = 0
    left_out: int = 0
    next_id: int = 1

    def __post_init__(self) -> None:
        if not 0 < self.beat_s <= LONGEST_BEAT_S:
            raise ValueError("the beat needs to be longer than 0 s and at most an hour")

    # ── reading ──────────────────────────────────────────────────────────────────────────

    def item(self, item_id: int | None) -> RundownItem | None:
        return next((item for item in self.items if item.item_id == item_id), None)

    @property
    def current(self) -> RundownItem | None:
        """The item that is on air."""
        return self.item(self.current_id)

    @property
    def lead_s(self) -> float:
        """So long before its airing a slot is queued."""
        return self.beat_s * LEAD_BEATS

    def end_of(self, item: RundownItem, slot: ItemSlot | None, began_at: float) -> float:
        """When an item leaves the air that begins at a moment; one that is late gives its delay back."""
        known_s = slot.duration_s if slot is not None else None
        if self.pace is Pace.CLIPS:
            length_s = item.planned_s if known_s is None else known_s
            return began_at + max(SHORTEST_S, self.beat_s if length_s is None else length_s)
        due_at = slot.due_at if slot is not None else None
        beat_ends_at = (began_at if due_at is None else due_at) + self.beat_s
        return max(beat_ends_at, began_at + max(SHORTEST_S, known_s or 0.0))

    @property
    def ends_at(self) -> float | None:
        """When the current item ends; while none is on air, since when the next one could have begun."""
        current = self.current
        if current is None or self.began_at is None:
            return self.next_at
        return self.end_of(current, current.slot, self.began_at)

    @property
    def due_at(self) -> float | None:
        """When `advance` is due: the current item ends, or while none is on air, the next one is to begin."""
        coming = self.next_item() if self.current_id is None else None
        if self.ends_at is None or coming is None:
            return self.ends_at
        return max(self.ends_at, self.earliest(coming.slot))

    def earliest(self, slot: ItemSlot | None) -> float:
        """The moment before which a slot is not aired: on a beat it is that which it was queued for."""
        if slot is None or slot.due_at is None or (self.pace is Pace.CLIPS and slot.clip is not None):
            return 0.0
        return slot.due_at

    def round(self) -> tuple[RundownItem, ...]:
        """What comes after the last item, each once: with `loop` round to that item itself."""
        place = next((n for n, item in enumerate(self.items) if item.item_id == self.last_id), -1)
        after = self.items[place + 1 :]
        around = (*after, *self.items[: place + 1]) if self.loop else after
        return tuple(item for item in around if not item.skipped)

    def next_item(self) -> RundownItem | None:
        """What goes on air next, ready or not; passes over what is skipped or has lost its slot.

        It is given as it will be then: the item on air, where it comes again, with its next slot.
        """
        coming = (item.reopened() if item.item_id == self.current_id else item for item in self.round())
        return next((item for item in coming if not item.is_lost), None)

    # ── on air ───────────────────────────────────────────────────────────────────────────

    def start(self, now: float, from_id: int | None = None) -> Rundown:
        """Goes on air with the first item, or with a chosen one; slots are made from now on."""
        items = tuple(item.reopened() if item.played else item for item in self.items)
        before = _before(items, from_id)
        begun = replace(self, items=items, on_air=True, current_id=None, began_at=None, last_id=before)
        return replace(begun, next_at=now, slots_from=now + self.lead_s, made=0, left_out=0).advance(now)

    def stop(self) -> Rundown:
        """Takes the rundown off air; slots that are queued stay in the queue."""
        return replace(self._current_left(), on_air=False, last_id=None, next_at=None, slots_from=None)

    def advance(self, now: float) -> Rundown:
        """The current item ends and the next begins; while that is not ready, none is on air.

        Called when the current clip has ended, and while none is on air when the next is ready and due.
        Once nothing can follow, the rundown is over and leaves the air; with `loop` it waits for such a row.
        Gives the same object when nothing changes: off air, and while `hold` is on.
        """
        if not self.on_air or self.hold:
            return self
        left = self if self.current_id is None else self._left(now)
        coming = left.next_item()
        if coming is None and not self.loop:
            return left.stop()
        if coming is None or not coming.is_ready or now < self.earliest(coming.slot):
            return left
        return left._begun(coming, now)

    def advance_if_due(self, now: float) -> Rundown:
        """`advance` by the clock alone, where no player says when a clip has ended."""
        return self if self.due_at is None or now < self.due_at else self.advance(now)

    def _left(self, now: float) -> Rundown:
        return replace(self._current_left(), next_at=_on_time(self.ends_at, now))

    def _current_left(self) -> Rundown:
        items = tuple(
            item if item.item_id != self.current_id else self._after_airing(item) for item in self.items
        )
        return replace(self, items=items, current_id=None, began_at=None)

    def _after_airing(self, item: RundownItem) -> RundownItem:
        return item.reopened() if self.loop else replace(item, played=True)

    def _begun(self, coming: RundownItem, now: float) -> Rundown:
        """With `loop`, the lost slots that are passed over are made again in the next round."""
        passed: set[int] = set()
        if self.loop:
            for item in self.round():
                if item.item_id == coming.item_id:
                    break
                passed.add(item.item_id)
        items = tuple(item.reopened() if item.item_id in passed else item for item in self.items)
        at = _on_time(self.due_at, now)
        number = coming.item_id
        return replace(self, items=items, current_id=number, last_id=number, began_at=at, next_at=None)

    # ── changing ─────────────────────────────────────────────────────────────────────────

    def with_added(self, items: Sequence[RundownItem], position: int | None = None) -> Rundown:
        """New items, which get numbers of their own, at a place or at the end."""
        place = len(self.items) if position is None else position
        numbered = tuple(replace(item, item_id=self.next_id + n) for n, item in enumerate(items))
        together = (*self.items[:place], *numbered, *self.items[place:])[:MOST_ITEMS]
        return replace(self, items=together, next_id=self.next_id + len(items))

    def without(self, item_ids: Collection[int]) -> Rundown:
        """Without these items; the current one leaves the air."""
        return self.with_items(item for item in self.items if item.item_id not in item_ids)

    def with_moved(self, item_ids: Collection[int], position: int) -> Rundown:
        """The items side by side, in their order, behind so many of the others."""
        moved = [item for item in self.items if item.item_id in item_ids]
        others = [item for item in self.items if item.item_id not in item_ids]
        return self.with_items((*others[:position], *moved, *others[position:]))

    def with_items(self, items: Iterable[RundownItem]) -> Rundown:
        """Other items in another order; what was last on air stays the mark of what comes next."""
        kept = tuple(items)
        there = {item.item_id for item in kept}
        last_id = self.last_id
        if last_id not in there:
            last_id = next((found for found in self._before_last() if found in there), None)
        if self.current_id is None or self.current_id in there:
            return replace(self, items=kept, last_id=last_id)
        return replace(
            self, items=kept, last_id=last_id, current_id=None, began_at=None, next_at=self.began_at
        )

    def _before_last(self) -> Iterator[int]:
        numbers = [item.item_id for item in self.items]
        place = numbers.index(self.last_id) if self.last_id in numbers else 0
        return reversed(numbers[:place])

    def with_skipped(self, item_ids: Collection[int], *, skipped: bool) -> Rundown:
        return self._with_each(lambda item: replace(item, skipped=skipped), item_ids)

    def with_loop(self, loop: bool) -> Rundown:
        """With `loop` what was played comes again."""
        items = tuple(item.reopened() if loop and item.played else item for item in self.items)
        return replace(self, items=items, loop=loop)

    def with_hold(self, hold: bool) -> Rundown:
        """While held, the current item stays on air, and none begins."""
        return replace(self, hold=hold)

    def with_pace(self, pace: Pace, beat_s: float) -> Rundown:
        return replace(self, pace=pace, beat_s=beat_s)

    # ── slots ────────────────────────────────────────────────────────────────────────────

    def with_slot(self, item_id: int, slot: ItemSlot) -> Rundown:
        """A slot was queued for the item's first airing that had none."""
        return self._with_each(lambda item: replace(item, slots=(*item.slots, slot)), (item_id,))

    def with_slot_facts(self, slot: ItemSlot) -> Rundown:
        """What became of a slot, for every item that has it; the same object when nothing differs."""
        items = tuple(item.with_slot_facts(slot) for item in self.items)
        return self if items == self.items else replace(self, items=items)

    def slot_ids(self) -> frozenset[int]:
        """The slots that the rundown waits for or plays."""
        return frozenset(
            slot.slot_id for item in self.items for slot in item.slots if slot.slot_id is not None
        )

    def _with_each(self, change: Callable[[RundownItem], RundownItem], item_ids: Collection[int]) -> Rundown:
        items = tuple(change(item) if item.item_id in item_ids else item for item in self.items)
        return replace(self, items=items)


def _before(items: Sequence[RundownItem], item_id: int | None) -> int | None:
    numbers = [item.item_id for item in items]
    place = numbers.index(item_id) if item_id in numbers else 0
    return numbers[place - 1] if place > 0 else None


def _on_time(due_at: float | None, now: float) -> float:
    return due_at if due_at is not None and 0 <= now - due_at < GRACE_S else now
