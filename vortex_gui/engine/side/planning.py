"""Computes a plan in a process of its own, `vortex-gui plan --json`: it needs torch."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from vortex_gui.base.files.shipped import program
from vortex_gui.base.plan_report import PlanReport, read_plan
from vortex_gui.base.process.exit_codes import BAD_INPUT
from vortex_gui.base.words.translation import tr
from vortex_gui.engine.side.ending import end

LIMIT_S = 120.0


@dataclass(frozen=True, slots=True)
class NoPlan:
    """Why there is no plan, in a sentence."""

    sentence: str


async def compute_plan(profile: str, gpu: str | None, what_if: Mapping[str, str]) -> PlanReport | NoPlan:
    """The plan of a profile on a card, with the what-if changes; a cancel ends the process."""
    wishes = {"gpu": gpu, **what_if} if gpu else what_if
    # With "=", so that typed text never counts as an option.
    words = [f"--{name.replace('_', '-')}={value}" for name, value in wishes.items()]
    process = await asyncio.create_subprocess_exec(
        *program("plan", f"--profile={profile}", "--json", *words),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        out, err = await asyncio.wait_for(process.communicate(), LIMIT_S)
    except TimeoutError:
        return NoPlan(tr("The plan took too long."))
    finally:
        await end(process)
    return _read(process.returncode, out, err)


def _read(code: int | None, out: bytes, err: bytes) -> PlanReport | NoPlan:
    if code == 0:
        try:
            return read_plan(out)
        except ValueError:
            return NoPlan(tr("This version cannot read the output of the plan."))
    lines = err.decode("utf-8", "replace").strip().splitlines()
    told = " ".join(lines if code == BAD_INPUT else lines[-1:])
    return NoPlan(told or tr("The plan ended with exit code {code}.", code=code))
