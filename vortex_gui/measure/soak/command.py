"""The command `soak`: real slots under random kills of worker and console, and at the end an account."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from vortex_gui.base.exit_codes import DONE, FAILED
from vortex_gui.engine.facts.slots import SlotState
from vortex_gui.measure.soak.account import is_good
from vortex_gui.measure.soak.run import Soak

TOLD_EVERY = 20


def soak(arguments: argparse.Namespace) -> int:
    """The command; 0 when nothing was lost, doubled or told falsely, and nothing was left behind."""
    folder = Path(tempfile.mkdtemp(prefix="vortex-soak-"))
    run = Soak(
        folder,
        slots=arguments.slots,
        kill_worker=arguments.kill_worker,
        kill_console=arguments.kill_console,
        seed=arguments.seed,
        profile=arguments.profile or "mini",
        progress=lambda over, kills: _tell(over, arguments.slots, kills),
    )
    found = run.run()
    good = is_good(found)
    if good:
        shutil.rmtree(folder, ignore_errors=True)
    else:
        found["kept"] = str(folder)
    print(json.dumps(found, indent=2) if arguments.json else _sentences(found))
    return DONE if good else FAILED


def _tell(over: int, slots: int, kills: int) -> None:
    if over % TOLD_EVERY == 0:
        print(f"{over} of {slots} slots are over, {kills} kills.", file=sys.stderr)


def _sentences(found: dict[str, Any]) -> str:
    states = ", ".join(f"{found[state.value]} {state.value}" for state in SlotState if state.is_final)
    kills, recovery = found["kills"], found["recovery_s"]
    back = [
        f"{kills[whom]} {whom}s killed; a worker ready in {recovery[whom]['p50']} s (median),"
        f" {recovery[whom]['max']} s at most."
        for whom in kills
        if kills[whom]
    ]
    if kills["console"]:
        back.append(f"A killed console's queue and history open again in {found['reopened_s']['p50']} s.")
    return "\n".join(
        (
            f"{found['submitted']} slots: {states}.",
            f"{found['lost']} lost, {found['duplicated']} doubled, {found['false_done']} falsely done.",
            *back,
            f"Memory {found['rss_slope_bytes_per_slot']} bytes a slot (noise"
            f" {found['rss_noise_bytes_per_slot']}), handles {found['handles_delta']}, processes left"
            f" {found['processes_left']}.",
            *found["notices"],
        )
    )
