"""How each row of the rundown stands at a moment: its state, its time on air, its margin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice

from vortex_gui.console.state.rundown.air_times import Airing, airings, item_state, next_airings
from vortex_gui.console.state.rundown.items import ItemState, RundownItem
from vortex_gui.console.state.rundown.rundown import Rundown
from vortex_gui.console.state.slots.known_slots import KnownSlots
from vortex_gui.console.state.slots.progress import seconds_left
from vortex_gui.engine.facts.forecast import Forecast
from vortex_gui.engine.facts.slots import SlotState


@dataclass(frozen=True, slots=True)
class Standing:
    """One row. `at` is when it goes on air, or has gone if it is there; off air as if it started now.

    `margin_s` is the time between its slot being ready, at the latest, and that moment; below 0 it will be
    late. `None` where nobody knows, and where the clip is there.
    """

    item: RundownItem
    state: ItemState
    at: float | None
    length_s: float | None
    margin_s: float | None


def standings(
    rundown: Rundown, slots: KnownSlots, forecasts: Mapping[int, Forecast], now: float
) -> tuple[Standing, ...]:
    """All rows in their order."""
    times = next_airings(rundown, now)
    return tuple(
        _standing(rundown, item, times.get(item.item_id), slots, forecasts, now) for item in rundown.items
    )


def coming(
    rundown: Rundown, slots: KnownSlots, forecasts: Mapping[int, Forecast], now: float, most: int
) -> tuple[Standing, ...]:
    """What goes on air after the current row, in that order."""
    off_air = replace(rundown, current_id=None)
    found = []
    for airing in islice(airings(rundown, now), most):
        item = rundown.item(airing.item_id)
        if item is not None:
            turn = item.reopened() if item.item_id == rundown.current_id else item
            found.append(_standing(off_air, turn, airing, slots, forecasts, now))
    return tuple(found)


def _standing(
    rundown: Rundown,
    item: RundownItem,
    airing: Airing | None,
    slots: KnownSlots,
    forecasts: Mapping[int, Forecast],
    now: float,
) -> Standing:
    if item.item_id == rundown.current_id:
        ends_at, began_at = rundown.ends_at, rundown.began_at
        length_s = None if ends_at is None or began_at is None else ends_at - began_at
        return Standing(item, ItemState.PLAYING, began_at, length_s, None)
    at = airing.at if airing is not None else None
    return Standing(
        item,
        item_state(rundown, item, at, now),
        at,
        item.duration_s if at is None else rundown.end_of(item, item.slot, at) - at,
        _margin_s(item, at, slots, forecasts, now),
    )


def _margin_s(
    item: RundownItem, at: float | None, slots: KnownSlots, forecasts: Mapping[int, Forecast], now: float
) -> float | None:
    if at is None or item.slot_id is None or item.is_ready or item.is_lost:
        return None
    ready_at = _ready_at(item.slot_id, slots, forecasts, now)
    return None if ready_at is None else at - ready_at


def _ready_at(slot_id: int, slots: KnownSlots, forecasts: Mapping[int, Forecast], now: float) -> float | None:
    """When a slot will be ready, at the latest."""
    slot = slots.get(slot_id)
    if slot is None:
        return None
    if slot.state is SlotState.RUNNING:
        left = seconds_left(slot, now)
        return None if left is None else now + max(0.0, left[1])
    forecast = forecasts.get(slot_id)
    return None if forecast is None else max(now, forecast.high_at)
