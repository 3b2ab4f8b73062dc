"""Which rung of the quality ladder a slot takes, and when the pipeline gives it up."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence

from vortex_gui.base.errors import DeadlineMissed
from vortex_gui.base.learned_clock import LearnedClock
from vortex_gui.base.profile import Rung
from vortex_gui.base.words.translation import tr
from vortex_gui.base.work import Work


def choose_rung(
    ladder: Sequence[Rung],
    clock: LearnedClock,
    work: Mapping[str, Work],
    remaining_s: float | None,
    *,
    after: Collection[str] = (),
) -> Rung:
    """The best rung whose predicted work fits into `remaining_s`; `work` is by rung name.

    Stages in `after` are done. Without a deadline, or before this machine has a history, it is the first
    rung. Raises `DeadlineMissed`.
    """
    if remaining_s is None:
        return ladder[0]
    if remaining_s <= 0:
        raise DeadlineMissed(tr("The deadline has passed; the pipeline gave the slot up."))
    shortest = math.inf
    for rung in ladder:
        predicted = clock.predict({s: n for s, n in work[rung.name].items() if s not in after})
        if predicted is None or predicted <= remaining_s:
            return rung
        shortest = min(shortest, predicted)
    raise DeadlineMissed(
        tr(
            "The deadline is in {remaining:.1f} s and the work would take {shortest:.1f} s "
            "even on the lowest rung; the pipeline gave the slot up.",
            remaining=remaining_s,
            shortest=shortest,
        ),
        remedy=tr("Give the slot more time, or shorten it."),
    )
