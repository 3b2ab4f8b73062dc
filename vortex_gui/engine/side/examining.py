"""Runs this machine's doctor in a process of its own, which needs torch and Qt, and reads its findings."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from vortex_gui.base.doctor_report import DoctorReport, read_doctor
from vortex_gui.base.files.shipped import program
from vortex_gui.base.words.translation import tr
from vortex_gui.engine.side.ending import end

LIMIT_S = 300.0
"""It hashes up to 2 GB for each role, tries every encoder, and starts Qt."""


@dataclass(frozen=True, slots=True)
class NoReport:
    """Why there is no report, in a sentence, and what to do about it."""

    sentence: str
    remedy: str


async def examine(profile: str, settings_file: Path | None = None) -> DoctorReport | NoReport:
    """Checks this machine for a profile, the settings' own where it is empty; a cancel ends the process."""
    own = () if settings_file is None else ("--settings", str(settings_file))
    chosen = (
        (f"--profile={profile}",) if profile else ()
    )  # with "=", so that a name never counts as an option
    process = await asyncio.create_subprocess_exec(
        *program("doctor", *own, *chosen, "--json"),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        out, err = await asyncio.wait_for(process.communicate(), LIMIT_S)
    except TimeoutError:
        slow = tr("The doctor did not end in {seconds:.0f} s.", seconds=LIMIT_S)
        return NoReport(slow, tr("A disk or a driver may be stuck there: run vortex-gui doctor on it."))
    finally:
        await end(process)
    try:
        return read_doctor(out)
    except ValueError:
        lines = err.decode("utf-8", "replace").strip().splitlines()
        ended = tr("The doctor ended with exit code {code}.", code=process.returncode)
        return NoReport(lines[-1] if lines else ended, tr("Run vortex-gui doctor there: it may say more."))
