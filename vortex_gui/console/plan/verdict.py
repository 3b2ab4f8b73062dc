"""What a plan comes to in one sentence, in the order of what matters: memory first, then time."""

from __future__ import annotations

import re
from dataclasses import dataclass

from vortex_gui.base.plan.plan_report import PlanReport
from vortex_gui.base.words.amounts import GB
from vortex_gui.base.words.translation import tr

BYTES = re.compile(r"\b(\d{1,3}(?:,\d{3}){2,})(?: bytes)?\b")


@dataclass(frozen=True, slots=True)
class Verdict:
    """A sentence, and the name of the theme's colour that it has."""

    text: str
    tone: str


def verdict(plan: PlanReport) -> Verdict:
    """The first that is so: it does not fit, it is too slow, only a lower rung is in time, all is well."""
    if not plan.fits:
        needed, allowed = gigabytes(plan.total_bytes), gigabytes(plan.hard_limit_bytes)
        return Verdict(
            tr("does not fit: {needed} needed, {allowed} allowed", needed=needed, allowed=allowed), "bad"
        )
    if plan.gpu is None or plan.floor_s is None:
        return Verdict(tr("fits; choose a card to see the times"), "good")
    floor, target = plan.floor_s, plan.deadline_s
    if target is None:
        if plan.rung is None:
            return Verdict(
                tr("fits, but no rung keeps the budgets: {floor:.1f} s at best", floor=floor), "bad"
            )
        return Verdict(tr("fits; {floor:.1f} s at best, without a target", floor=floor), "good")
    times = tr("{floor:.1f} s at best against {target:g} s", floor=floor, target=target)
    if plan.rung is None:
        return Verdict(tr("too slow: {times}, and no rung is in time", times=times), "bad")
    if floor > target:
        return Verdict(
            tr(
                "too slow at full quality: {times}; the rung “{rung}” is in time",
                times=times,
                rung=plan.rung,
            ),
            "warn",
        )
    return Verdict(
        tr("fits and keeps the target: {times}, on the rung “{rung}”", times=times, rung=plan.rung), "good"
    )


def gigabytes(count: int) -> str:
    """Bytes in the one unit of the plan; what is small keeps its first figure."""
    amount = count / GB
    return f"{amount:.3f} GB" if 0 < amount < 0.01 else f"{amount:.2f} GB"


def in_gigabytes(sentence: str) -> str:
    """A sentence of the command, which counts to the byte, with its large amounts in gigabytes."""
    return BYTES.sub(lambda found: gigabytes(int(found[1].replace(",", ""))), sentence)
