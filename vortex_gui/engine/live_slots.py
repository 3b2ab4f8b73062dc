"""The slots that are not over: their rows, how far each is, and how long they will take."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice

from vortex_gui.base.pace.learned_clock import LearnedClock
from vortex_gui.base.pace.work import Work
from vortex_gui.base.profile import Profile
from vortex_gui.base.stages import Stage
from vortex_gui.engine.facts.estimate import (
    NOT_BEGUN,
    PastSlot,
    StageStatus,
    TimeLeft,
    time_left,
    work_asked,
    works_asked,
)
from vortex_gui.engine.facts.forecast import BusyPlace, Need, Needs, Outlook, WaitingSlot
from vortex_gui.engine.facts.slots import SlotRow
from vortex_gui.wire.protocol import Event, StageFinished, StageProgress, StageStarted

AHEAD = 1000
"""So many slots of the queue are looked ahead: hours, even of short ones."""
FRESH = 20
"""A slot's need takes half a millisecond; the window is not to wait for more of them at a time."""


class LiveSlots:
    """Plain values, used on the loop."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._clock = LearnedClock()
        self._paces: dict[str, LearnedClock] = {}
        """By worker: one may be quicker than another."""
        self._needs = Needs(profile)
        self._needed: dict[int, tuple[Needs, tuple[Need, ...], int]] = {}
        """Of waiting slots, with the lessons that it rests on."""
        self._rows: dict[int, SlotRow] = {}
        self._works: dict[int, Work] = {}
        self._status: dict[int, StageStatus] = {}

    def learn(self, past: Sequence[PastSlot]) -> None:
        """Relearns the time left from these slots alone, oldest first."""
        lessons = [(slot.worker, slot.lesson(self._profile)) for slot in past]
        self._clock = LearnedClock(lesson for _, lesson in lessons)
        self._needs = Needs(self._profile, self._clock)
        self._paces = {
            each: LearnedClock(lesson for worker, lesson in lessons if worker == each)
            for each in {worker for worker, _ in lessons}
        }

    def __getitem__(self, slot_id: int) -> SlotRow:
        return self._rows[slot_id]

    def get(self, slot_id: int) -> SlotRow | None:
        return self._rows.get(slot_id)

    def keep(self, row: SlotRow) -> SlotRow:
        """Takes a row in, or its next state; returns it."""
        self._rows[row.slot_id] = row
        return row

    def retag(self, rows: Iterable[SlotRow]) -> list[SlotRow]:
        """Takes the tags over from rows of the disk, where there are newer ones; returns the newest."""
        return [
            self.keep(replace(self._rows[row.slot_id], tags=row.tags)) if row.slot_id in self._rows else row
            for row in rows
        ]

    def drop(self, slot_id: int) -> SlotRow:
        """The slot is over; returns its last row."""
        self.forget_progress(slot_id)
        self._works.pop(slot_id, None)
        self._needed.pop(slot_id, None)
        return self._rows.pop(slot_id)

    def forget_progress(self, slot_id: int) -> None:
        """The slot begins from its first stage again."""
        self._status.pop(slot_id, None)

    def take(self, event: Event) -> None:
        """Notes the progress of a stage; ignores other events."""
        match event:
            case StageStarted(slot_id=slot_id, stage=stage):
                if stage in self._status.get(slot_id, NOT_BEGUN).finished:  # another take begins
                    self.forget_progress(slot_id)
            case StageProgress(slot_id=slot_id, stage=stage, done=done, total=total):
                self._note_share(slot_id, stage, done / total if total else 0.0)
            case StageFinished(slot_id=slot_id, stage=stage):
                status = self._status.get(slot_id, NOT_BEGUN)
                self._status[slot_id] = replace(status, finished=status.finished | {stage})

    def time_left(self, slot_id: int, order: Iterable[int]) -> TimeLeft | None:
        """P10 to P90 of the seconds until a slot is ready, when they run in this order."""
        ahead: list[Work] = []
        for number in order:
            ahead.append(self._work_left(number))
            if number == slot_id:
                left = time_left(ahead, self._clock)
                stages = self._clock.usual_seconds(self._works[slot_id])
                return None if left is None else replace(left, stages=stages)
        return None

    def takes_s(self, slot_id: int, worker: str) -> float:
        """Seconds that a worker likely takes for the slot; 0 for one of which nothing is known yet."""
        pace = self._paces.get(worker)
        return (pace.predict(self._work_left(slot_id)) if pace else None) or 0.0

    def needs_s(self, slot_id: int) -> float:
        """Seconds that the whole slot likely takes anywhere; 0 while nothing is known."""
        return self._clock.predict(work_asked(self._rows[slot_id].recipe_json, self._profile)) or 0.0

    def time_left_of_several(self, slot_id: int, outlook: Outlook, *, is_running: bool) -> TimeLeft | None:
        """P10 to P90 of the seconds until a slot is ready where several run: a schedule over all places."""
        if is_running:
            return self.time_left(slot_id, (slot_id,))
        found = outlook.forecasts().get(slot_id)
        if found is None:
            return None
        stages = self._clock.usual_seconds(self._work_left(slot_id))
        low_s, high_s = found.low_at - outlook.now, found.high_at - outlook.now
        return TimeLeft(low_s, high_s, len(self._clock.slots), stages)

    def outlook(self, now: float, running: Iterable[int], queued: Iterable[int], places: int) -> Outlook:
        """The next `AHEAD` slots of the queue, as they will run in so many places if nobody changes it.

        Without a place, or while nobody knows when one is free, the outlook has no places.
        """
        busy = [self.time_left(slot_id, [slot_id]) for slot_id in running]
        known = [BusyPlace(left.low_s, left.high_s) for left in busy if left is not None]
        idle = [BusyPlace()] * max(0, places - len(busy))
        free = (*known, *idle) if len(known) == len(busy) else ()
        return Outlook(now, free, self._waiting(islice(queued, AHEAD)), self._needs)

    def _waiting(self, queued: Iterable[int]) -> tuple[WaitingSlot, ...]:
        """Learns at most `FRESH` needs at a time; the others stay as they were learned before."""
        waiting, fresh = [], 0
        for slot_id in queued:
            lessons, needs, wished = self._needed.get(slot_id, (None, (), 0))
            if lessons is not self._needs and fresh < FRESH:
                fresh += 1
                works = works_asked(self._rows[slot_id].recipe_json, self._profile)
                needs, wished = self._needs.of(works), self._needs.wished_rung(works)
                self._needed[slot_id] = (self._needs, needs, wished)
            waiting.append(WaitingSlot(slot_id, self._rows[slot_id].due_at, needs, wished))
        return tuple(waiting)

    def _work_left(self, slot_id: int) -> Work:
        if slot_id not in self._works:  # parsed once: each beat asks for every slot ahead
            self._works[slot_id] = work_asked(self._rows[slot_id].recipe_json, self._profile)
        return self._status.get(slot_id, NOT_BEGUN).left_of(self._works[slot_id])

    def _note_share(self, slot_id: int, stage: Stage, share: float) -> None:
        status = self._status.get(slot_id, NOT_BEGUN)
        self._status[slot_id] = replace(status, shares={**(status.shares or {}), stage: share})
