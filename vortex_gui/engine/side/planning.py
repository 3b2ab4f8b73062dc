"""Computes plans and fits profiles in processes of their own, which need torch."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from vortex_gui.base.files.shipped import program
from vortex_gui.base.plan.fit_report import FitReport, read_fit
from vortex_gui.base.plan.plan_report import PlanReport, read_plan
from vortex_gui.base.process.exit_codes import BAD_INPUT
from vortex_gui.base.words.translation import tr
from vortex_gui.engine.side.ending import end

LIMIT_S = 120.0
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class NoPlan:
    """Why there is no plan, in a sentence."""

    sentence: str


async def compute_plan(profile: str, gpu: str | None, what_if: Mapping[str, str]) -> PlanReport | NoPlan:
    """The plan of a profile on a card, with the what-if changes; a cancel ends the process."""
    wishes = {"gpu": gpu, **what_if} if gpu else what_if
    # With "=", so that typed text never counts as an option.
    words = [f"--{name.replace('_', '-')}={value}" for name, value in wishes.items()]
    return _read(await _run("plan", f"--profile={profile}", "--json", *words), read_plan)


async def compute_fit(gpu: str, path: Path) -> FitReport | NoPlan:
    """Chooses a profile for a card and writes it there, over any file; a cancel ends the process."""
    return _read(await _run("fit", f"--gpu={gpu}", f"--out={path}", "--replace", "--json"), read_fit)


async def _run(*words: str) -> tuple[int | None, bytes, bytes] | None:
    """Exit code, stdout and stderr of a command of ours; `None` is too late."""
    process = await asyncio.create_subprocess_exec(
        *program(*words),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        out, err = await asyncio.wait_for(process.communicate(), LIMIT_S)
    except TimeoutError:
        return None
    finally:
        await end(process)
    return process.returncode, out, err


def _read(answer: tuple[int | None, bytes, bytes] | None, read: Callable[[bytes], T]) -> T | NoPlan:
    if answer is None:
        return NoPlan(tr("The plan took too long."))
    code, out, err = answer
    if code == 0:
        try:
            return read(out)
        except ValueError:
            return NoPlan(tr("This version cannot read the output of the plan."))
    lines = err.decode("utf-8", "replace").strip().splitlines()
    told = " ".join(lines if code == BAD_INPUT else lines[-1:])
    return NoPlan(told or tr("The plan ended with exit code {code}.", code=code))
