"""The rehearsal at full size, its measured times against the plan's floors."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from typing import Any

from tools.card_check.step import Step
from vortex_gui.base.profile import Profile, load_profile, profile_names

LIMIT_S = 1200.0
COMMAND = "vortex_gui.measure.rehearse.command"
PROCESS = (sys.executable, "-m", "vortex_gui")


def largest_profile(card_bytes: int | None) -> Profile:
    """The shipped profile for a card that asks most of what this one has; the reference's without a card."""
    if card_bytes is None:
        return load_profile("rtx3060")
    fitting = [
        profile
        for profile in map(load_profile, profile_names())
        if profile.device == "cuda" and profile.limits.hard_gb * 1e9 <= card_bytes
    ]
    return max(fitting, key=lambda profile: profile.limits.hard_gb)


def rehearsal(profile: str, scale: str) -> Any:
    """Measured seconds of each stage over its floor, which no program on that card goes below."""

    def work(step: Step) -> None:
        if importlib.util.find_spec("vortex_gui.measure.rehearse") is None or not _can_rehearse():
            step.skipped = "this version has no `rehearse`"
            return
        code, told = _run("rehearse", f"--profile={profile}", f"--scale={scale}", "--yes", "--json")
        step.expect(code == 0, "the rehearsal found that something is not as planned")
        floors = {
            stage["name"]: stage["floor_s"]
            for stage in _run("plan", f"--profile={profile}", "--json")[1]["stages"]
        }
        step.figures |= told
        step.figures["against_floor"] = {}
        for stage in told["stages"]:
            floor = floors.get(stage["name"])
            if floor and scale == "full":
                step.figures["against_floor"][stage["name"]] = round(stage["seconds"] / floor, 2)
        step.expect(bool(told["components"]), "it loaded nothing")

    return work


def _can_rehearse() -> bool:
    listed = subprocess.run([*PROCESS, "--help"], capture_output=True, text=True, check=False)
    return "rehearse" in listed.stdout


def _run(*words: str) -> tuple[int, Any]:
    """Exit code and JSON of a command; raises `RuntimeError` where it prints none."""
    done = subprocess.run(
        [*PROCESS, *words],
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    try:
        return done.returncode, json.loads(done.stdout)
    except ValueError:
        told = done.stderr.strip().splitlines()[-1:] or [str(done.returncode)]
        raise RuntimeError(f"{words[0]}: {told[0]}") from None
