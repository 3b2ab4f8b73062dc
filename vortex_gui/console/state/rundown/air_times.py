"""The clock of a rundown: when each item is due on air, how it stands, and when its slot has to be queued."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count, islice
from math import inf

from vortex_gui.console.state.rundown.items import ItemState, RundownItem
from vortex_gui.console.state.rundown.rundown import GRACE_S, Pace, Rundown
from vortex_gui.engine.facts.slots import SlotState

MOST_WAITING = 3
"""With so many slots queued, a beat is skipped: a queue that only grows makes every slot late."""
MOST_AHEAD = 500
"""Airings that are looked through for the next one without a slot."""


@dataclass(frozen=True, slots=True)
class Airing:
    """One turn of an item on air, in epoch seconds. `has_slot` once its slot is queued or done.

    `length_s` counts from `at` on, with the time that it is late already.
    """

    item_id: int
    at: float
    length_s: float
    has_slot: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """An item whose slot is to be queued now, and when it is due on air."""

    item: RundownItem
    due_at: float


def airings(rundown: Rundown, now: float) -> Iterator[Airing]:
    """The airings to come in their order, round after round with `loop`: endless then.

    What should have begun already keeps its time, and pushes what comes after it. Off air it is played as if
    it were started now.
    """
    at = _first_at(rundown, now)
    for lap in count():
        found = False
        for item in rundown.round() if rundown.on_air else _from_the_top(rundown):
            slot = item.slot_of(lap + (1 if item.item_id == rundown.current_id else 0))
            if slot is not None and slot.is_lost:
                continue
            if slot is None and rundown.slots_from is not None:
                at = max(at, rundown.slots_from)
            at = max(at, rundown.earliest(slot))
            found = True
            ends_at = rundown.end_of(item, slot, now if now - at > GRACE_S else at)
            yield Airing(item.item_id, at, ends_at - at, slot is not None)
            at = ends_at
        if not rundown.loop or not found:
            return


def _first_at(rundown: Rundown, now: float) -> float:
    ends_at = rundown.ends_at
    if not rundown.on_air or ends_at is None:
        return now
    return max(ends_at, now) if rundown.hold else ends_at


def _from_the_top(rundown: Rundown) -> tuple[RundownItem, ...]:
    return tuple(item.reopened() if item.played else item for item in rundown.items if not item.skipped)


def next_airings(rundown: Rundown, now: float) -> Mapping[int, Airing]:
    """The next airing of each item that has one, by its number."""
    found: dict[int, Airing] = {}
    for airing in airings(rundown, now):
        if airing.item_id in found:
            break
        found[airing.item_id] = airing
    return found


def item_state(rundown: Rundown, item: RundownItem, at: float | None, now: float) -> ItemState:
    """How an item stands; `at` is when it is due on air."""
    slot = item.slot
    if item.item_id == rundown.current_id:
        return ItemState.PLAYING
    if item.skipped:
        return ItemState.SKIPPED
    if item.played:
        return ItemState.PLAYED
    if slot is not None and slot.clip is not None:
        return ItemState.READY
    if slot is not None and slot.is_lost:
        return ItemState.FAILED
    if rundown.on_air and at is not None and now - at > GRACE_S:
        return ItemState.LATE
    if slot is None:
        return ItemState.PLANNED
    return ItemState.RUNNING if slot.state is SlotState.RUNNING else ItemState.QUEUED


def wanted(rundown: Rundown, now: float, waiting: int) -> tuple[Rundown, Wanted | None]:
    """The item whose slot is to be queued at this moment, and the rundown after it was looked at.

    On a beat, the beats that passed while the whole machine slept are not made up for, and a beat is skipped
    while `waiting` slots are too many.
    """
    airing = _without_slot(rundown, now)
    if airing is None or airing.at > now + rundown.lead_s:
        return rundown, None
    beats_late = int((now + rundown.lead_s - airing.at) // rundown.beat_s)
    if rundown.pace is Pace.BEAT:
        return _wanted_on_beat(rundown, airing, airing.at + beats_late * rundown.beat_s, now, waiting)
    if waiting >= MOST_WAITING:
        return rundown, None
    at = now + rundown.lead_s if beats_late else airing.at
    return _with_wanted(rundown, airing, at)


def _wanted_on_beat(
    rundown: Rundown, airing: Airing, at: float, now: float, waiting: int
) -> tuple[Rundown, Wanted | None]:
    planned = _without_slot(rundown, -inf)
    gone_s = now + rundown.lead_s - (planned.at if planned is not None else at)
    counted = replace(rundown, left_out=rundown.left_out + max(0, int(gone_s // rundown.beat_s)))
    if waiting < MOST_WAITING:
        return _with_wanted(counted, airing, at)
    return replace(counted, left_out=counted.left_out + 1, slots_from=at + rundown.beat_s), None


def _with_wanted(rundown: Rundown, airing: Airing, at: float) -> tuple[Rundown, Wanted | None]:
    item = rundown.item(airing.item_id)
    if item is None:
        return rundown, None
    return replace(rundown, slots_from=at + airing.length_s, made=rundown.made + 1), Wanted(item, at)


def _without_slot(rundown: Rundown, now: float) -> Airing | None:
    """The first airing whose slot is not queued; at minus infinity as if nothing were late."""
    if not rundown.on_air:
        return None
    ahead = islice(airings(rundown, now), MOST_AHEAD)
    return next((airing for airing in ahead if not airing.has_slot), None)


def replanned(rundown: Rundown, now: float) -> Rundown:
    """After a change by the operator: what has no slot yet gets the time to make one."""
    airing = _without_slot(rundown, now)
    if airing is None or airing.at > now + rundown.lead_s - rundown.beat_s:
        return rundown
    return replace(rundown, slots_from=now + rundown.lead_s)
