"""Which rung of the quality ladder keeps a profile's budgets, or comes nearest to them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from vortex_gui.base.profile import Profile
from vortex_gui.base.stages import STAGES, Stage, elapsed

Seconds = Mapping[Stage, float]
"""Expected seconds by stage; a missing stage has nothing to do, or nobody knows its pace."""
_EXACT_S = 3
"""Decimals of a second: smaller differences are noise, and then quality decides."""


def nearest_rung(
    expected: Sequence[Seconds],
    profile: Profile,
    *,
    ended: Collection[Stage] = (),
    spent_s: float = 0.0,
    left_s: float | None = None,
) -> int:
    """The first of some rungs, best first, that overruns the budgets least; 0 where all are kept.

    `expected` are each rung's stages to come, with `spent_s` behind them. A budget that no rung can change
    does not cost quality: all of them overrun it alike. `left_s` is a deadline's, if there is one; `ended`
    are stages that do not come any more.
    """
    overruns = [
        overrun_s(seconds, profile, ended=ended, spent_s=spent_s, left_s=left_s) for seconds in expected
    ]
    return overruns.index(min(overruns))


def overrun_s(
    seconds: Seconds,
    profile: Profile,
    *,
    ended: Collection[Stage] = (),
    spent_s: float = 0.0,
    left_s: float | None = None,
) -> float:
    """Seconds over the stages' budgets, the slot's and a deadline, all together."""
    to_come = {stage: seconds[stage] for stage in STAGES if stage in seconds and stage not in ended}
    total = elapsed(to_come)
    parts = [time - profile.budgets.of(stage) for stage, time in to_come.items()]
    parts.append(spent_s + total - profile.slot_budget_s)
    if left_s is not None:
        parts.append(total - left_s)
    return round(sum(max(0.0, part) for part in parts), _EXACT_S)
