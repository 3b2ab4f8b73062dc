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
    """Floors are a lower bound: a stage that is faster was counted wrongly, or did not do its work."""

    def work(step: Step) -> None:
        if importlib.util.find_spec("vortex_gui.measure.rehearse") is None or not _can_rehearse():
            step.skipped = "this version has no `rehearse`"
            return
        told = _run("rehearse", f"--profile={profile}", f"--scale={scale}", "--json")
        floors = {
            stage["name"]: stage["floor_s"]
            for stage in _run("plan", f"--profile={profile}", "--json")["stages"]
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


def _run(*words: str) -> Any:
    done = subprocess.run(
        [*PROCESS, *words],
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{words[0]}: {done.stderr.strip().splitlines()[-1:] or done.returncode}")
    return json.loads(done.stdout)
