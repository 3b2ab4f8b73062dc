"""How long stages will take on this machine: by its own slots, before them by a first guess."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from vortex_gui.base.pace.learned_clock import LearnedClock, Rates
from vortex_gui.base.pace.work import Work
from vortex_gui.base.stages import Stage


class Expectation:
    """`guess` gives seconds for a unit of work by stage, from warm-up or plan; asked at each look."""

    def __init__(self, clock: LearnedClock, guess: Callable[[], Rates] = dict) -> None:
        self._clock = clock
        self._guess = guess

    def seconds(self, work: Work) -> Mapping[Stage, float]:
        """Of each stage: the median of its past, else the guess; a stage that nobody knows is left out."""
        guessed = {stage: rate * work[stage] for stage, rate in self._guess().items() if stage in work}
        return {**guessed, **self._clock.usual_seconds(work)}

    def learned(self, work: Work) -> float | None:
        """All of it by this machine's own slots alone; `None` while a stage has no past."""
        return self._clock.predict(work)
