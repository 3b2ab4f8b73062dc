"""The queue played forward over all places: when each waiting slot will be ready, and by what margin.

Plain values: the clock is passed in, and nothing here knows how many places there are.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from vortex_gui.base.pace.learned_clock import LearnedClock
from vortex_gui.base.pace.rung_choice import nearest_rung
from vortex_gui.base.pace.work import Work
from vortex_gui.base.profile import Profile
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.base.words.amounts import quantile
from vortex_gui.engine.facts.estimate import HIGH, LOW, works_by_rung


@dataclass(frozen=True, slots=True)
class Need:
    """Seconds that a slot takes on one rung: P10, the median by which the worker chooses, and P90."""

    low_s: float
    middle_s: float
    high_s: float


@dataclass(frozen=True, slots=True)
class WaitingSlot:
    """A slot of the queue: its deadline in epoch seconds, and its need on each rung, best rung first.

    `wished` is the rung that the profile's budgets ask for.
    """

    slot_id: int
    due_at: float | None
    needs: tuple[Need, ...]
    wished: int = 0


@dataclass(frozen=True, slots=True)
class BusyPlace:
    """A place that makes slots: the seconds, at least and at most, until it is free."""

    low_s: float = 0.0
    high_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Forecast:
    """When a slot will likely be ready, in epoch seconds; `rung` counts from 0, the best one."""

    slot_id: int
    low_at: float
    high_at: float
    due_at: float | None = None
    rung: int = 0

    @property
    def margin_s(self) -> float | None:
        """Seconds between the later end of the range and the deadline; below 0 when it will be late."""
        return None if self.due_at is None else self.due_at - self.high_at

    @property
    def is_late(self) -> bool:
        return self.due_at is not None and self.high_at > self.due_at


@dataclass(frozen=True, slots=True)
class _Turn:
    """A slot's end in one play of the queue, and the rung it was made on."""

    end: float
    rung: int


def play(places: Sequence[BusyPlace], waiting: Iterable[WaitingSlot], now: float) -> tuple[Forecast, ...]:
    """Each waiting slot in its order goes to the place that is free first.

    The queue is played twice, with every slot at its P10 and with every slot at its P90: each slot is ready
    between the two ends. As the worker does, it steps down the ladder where budgets or the deadline ask for
    it, and gives up at once, without taking time, a slot that no rung brings in in time. It ends before the
    first slot whose need is unknown, since nobody can know what comes after that.
    """
    known = []
    for slot in waiting:
        if not slot.needs:
            break
        known.append(slot)
    if not places:
        return ()
    early = _turns([now + place.low_s for place in places], known, high=False)
    late = _turns([now + place.high_s for place in places], known, high=True)
    return tuple(
        Forecast(slot.slot_id, min(a.end, b.end), max(a.end, b.end), slot.due_at, max(a.rung, b.rung))
        for slot, a, b in zip(known, early, late, strict=True)
    )


def _turns(free_at: list[float], waiting: Iterable[WaitingSlot], *, high: bool) -> list[_Turn]:
    heapq.heapify(free_at)
    turns = []
    for slot in waiting:
        start = free_at[0]
        rung = _rung(slot, start)
        need = slot.needs[-1 if rung is None else rung]
        end = start + (need.high_s if high else need.low_s)
        if rung is not None:
            heapq.heapreplace(free_at, end)
        turns.append(_Turn(end, len(slot.needs) - 1 if rung is None else rung))
    return turns


def _rung(slot: WaitingSlot, start: float) -> int | None:
    """The best rung that budgets and deadline allow, by the median as the worker judges; `None` gives up."""
    if slot.due_at is None:
        return slot.wished
    left_s = slot.due_at - start
    if left_s <= 0:
        return None
    in_time = [rung for rung, need in enumerate(slot.needs) if need.middle_s <= left_s]
    return next((rung for rung in in_time if rung >= slot.wished), in_time[-1] if in_time else None)


class Needs:
    """What slots need, by the learned clock; equal work is computed once."""

    def __init__(self, profile: Profile, clock: LearnedClock | None = None) -> None:
        self._profile = profile
        self._clock = clock or LearnedClock()
        self._known: dict[tuple[tuple[str, float], ...], Need | None] = {}

    def of(self, works: Iterable[Work]) -> tuple[Need, ...]:
        """By rung; empty while a stage is not known."""
        found = [self._of(work) for work in works]
        known = tuple(need for need in found if need is not None)
        return known if len(known) == len(found) else ()

    def of_recipe(self, recipe: Recipe) -> tuple[Need, ...]:
        """By rung, for a recipe that is not queued yet."""
        return self.of(works_by_rung(recipe, self._profile))

    def wished_of_recipe(self, recipe: Recipe) -> int:
        """The rung that the budgets ask for, for a recipe that is not queued yet."""
        return self.wished_rung(works_by_rung(recipe, self._profile))

    def wished_rung(self, works: Iterable[Work]) -> int:
        """The rung that the profile's budgets ask for, by the learned clock."""
        expected = [self._clock.usual_seconds(work) for work in works]
        return nearest_rung(expected, self._profile) if expected else 0

    def _of(self, work: Work) -> Need | None:
        key = tuple(sorted(work.items()))
        if key not in self._known:
            told = self._clock.says([work])
            self._known[key] = Need(quantile(told, LOW), median(told), quantile(told, HIGH)) if told else None
        return self._known[key]


@dataclass(frozen=True, slots=True)
class Outlook:
    """The queue at the moment `now`, as far as it is looked ahead: enough to play it in any order."""

    now: float
    places: tuple[BusyPlace, ...]
    waiting: tuple[WaitingSlot, ...]
    needs: Needs

    def forecasts(self) -> Mapping[int, Forecast]:
        """By slot number, in the queue's order."""
        return _by_number(play(self.places, self.waiting, self.now))

    def if_moved(self, slot_ids: Collection[int], position: int) -> Mapping[int, Forecast]:
        """As if the slots stood side by side, in their order, behind so many of the others."""
        moved = [slot for slot in self.waiting if slot.slot_id in slot_ids]
        others = [slot for slot in self.waiting if slot.slot_id not in slot_ids]
        return _by_number(play(self.places, [*others[:position], *moved, *others[position:]], self.now))

    def if_added(self, recipe: Recipe, due_s: float | None) -> Forecast | None:
        """Of a recipe at the end of the queue; `None` while its need, or that of a slot ahead, is unknown."""
        due_at = None if due_s is None else self.now + due_s
        added = WaitingSlot(-1, due_at, self.needs.of_recipe(recipe), self.needs.wished_of_recipe(recipe))
        return _by_number(play(self.places, [*self.waiting, added], self.now)).get(-1)


def late_by(before: Mapping[int, Forecast], after: Mapping[int, Forecast]) -> tuple[int, ...]:
    """The slots that are late after a change, and were not before it; in the order after it."""
    return tuple(
        slot_id
        for slot_id, forecast in after.items()
        if forecast.is_late and not (slot_id in before and before[slot_id].is_late)
    )


def _by_number(forecasts: Iterable[Forecast]) -> Mapping[int, Forecast]:
    return {forecast.slot_id: forecast for forecast in forecasts}
