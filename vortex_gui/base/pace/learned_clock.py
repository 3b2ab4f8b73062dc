"""Learns the time of work from finished slots: one arithmetic for deadlines and for time left.

The worker checks deadlines by it and keeps its rates in a file of its own, since it may run without a console
or on another machine; the console computes the time left by it, from the history.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from statistics import median

from vortex_gui.base.notation.bounds import MAX_SECONDS, number
from vortex_gui.base.pace.work import Work
from vortex_gui.base.report.report import StageTiming
from vortex_gui.base.stages import STAGES, Stage, elapsed

KEPT = 20
"""Slots remembered: enough for a range, few enough to follow a changed machine."""

Rates = Mapping[Stage, float]
"""The lesson of one slot: seconds for a unit of work, of each stage that it ran."""


class LearnedClock:
    """Remembers the last `KEPT` slots, however they ended; plain values."""

    def __init__(self, slots: Iterable[Iterable[StageTiming]] = ()) -> None:
        self._slots: deque[Rates] = deque(maxlen=KEPT)
        self._usual: Rates = {}
        for timings in slots:
            self.learn(timings)

    @property
    def slots(self) -> Sequence[Rates]:
        """The remembered rates, oldest first."""
        return tuple(self._slots)

    def learn(self, timings: Iterable[StageTiming]) -> None:
        """Takes in a slot: its stages with their work; a stage without known work teaches nothing."""
        self.remember({t.name: (t.end_ms - t.start_ms) / 1000 / t.units for t in timings if t.units})

    def remember(self, rates: Rates) -> None:
        """Takes in the rates that another clock learned from a slot; one that cannot be teaches nothing."""
        known = {stage: rate for stage, rate in rates.items() if number(rate, 0, MAX_SECONDS) is not None}
        if known:
            self._slots.append(known)
            told = {stage: [past[stage] for past in self._slots if stage in past] for stage in STAGES}
            self._usual = {stage: median(each) for stage, each in told.items() if each}

    def says(self, works: Iterable[Work]) -> tuple[float, ...]:
        """Seconds for some works one after another, as each past slot would have taken, ascending.

        A stage that a slot did not reach counts as its median. Empty when no slot reached a stage.
        """
        counted = Counter(tuple((s, work[s]) for s in STAGES if work.get(s)) for work in works)
        needed = {stage for work in counted for stage, _ in work}
        usual = self._usual
        if not needed <= usual.keys():
            return ()
        slots = [{**usual, **rates} for rates in self._slots if needed & rates.keys() or not needed]
        return tuple(
            sorted(
                sum((count * _seconds(work, rates) for work, count in counted.items()), 0.0)
                for rates in slots
            )
        )

    def predict(self, work: Work) -> float | None:
        """The median over the past slots; `None` when a stage is unknown."""
        told = self.says([work])
        return median(told) if told else None

    def usual_seconds(self, work: Work) -> dict[Stage, float]:
        """Seconds of each stage by the median of its past; stages that are not known are left out."""
        return {stage: rate * work[stage] for stage, rate in self._usual.items() if stage in work}


def _seconds(work: Iterable[tuple[Stage, float]], rates: Rates) -> float:
    return elapsed({stage: rates[stage] * units for stage, units in work})
