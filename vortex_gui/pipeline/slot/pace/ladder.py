"""Which rung of the quality ladder a slot takes, and when the pipeline gives it up."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence

from vortex_gui.base.errors import DeadlineMissed
from vortex_gui.base.pace.rung_choice import nearest_rung
from vortex_gui.base.pace.work import Work
from vortex_gui.base.profile import Profile, Rung
from vortex_gui.base.stages import Stage
from vortex_gui.base.words.translation import tr
from vortex_gui.pipeline.slot.pace.expectation import Expectation


def choose_rung(
    profile: Profile,
    ladder: Sequence[Rung],
    expectation: Expectation,
    work: Mapping[str, Work],
    remaining_s: float | None,
    *,
    after: Collection[Stage] = (),
    spent_s: float = 0.0,
) -> Rung:
    """The best rung that meets the deadline and keeps the budgets, else the nearest that meets the deadline.

    `work` is by rung name; stages in `after` are done, and took `spent_s`. Budgets and target give no slot
    up. Raises `DeadlineMissed` when this machine's history says that no rung is ready in `remaining_s`.
    """
    left = {rung.name: {s: n for s, n in work[rung.name].items() if s not in after} for rung in ladder}
    if remaining_s is not None:
        ladder = _in_time(ladder, expectation, left, remaining_s)
    expected = [expectation.seconds(left[rung.name]) for rung in ladder]
    return ladder[nearest_rung(expected, profile, ended=after, spent_s=spent_s, left_s=remaining_s)]


def _in_time(
    ladder: Sequence[Rung], expectation: Expectation, left: Mapping[str, Work], remaining_s: float
) -> Sequence[Rung]:
    """The rungs that meet the deadline by this machine's own history, or may while it has none."""
    if remaining_s <= 0:
        raise DeadlineMissed(tr("The deadline has passed; the pipeline gave the slot up."))
    learned = {rung.name: expectation.learned(left[rung.name]) for rung in ladder}
    found = [rung for rung in ladder if (seconds := learned[rung.name]) is None or seconds <= remaining_s]
    if found:
        return found
    raise DeadlineMissed(
        tr(
            "The deadline is in {remaining:.1f} s and the work would take {shortest:.1f} s "
            "even on the lowest rung; the pipeline gave the slot up.",
            remaining=remaining_s,
            shortest=min((s for s in learned.values() if s is not None), default=math.inf),
        ),
        remedy=tr("Give the slot more time, or shorten it."),
    )
