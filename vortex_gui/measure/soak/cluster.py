"""The command `soak --ray`: runs the cluster's soak, and prints its account."""

from __future__ import annotations

import argparse
import sys
import tempfile
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from vortex_gui.base.errors import VortexError
from vortex_gui.base.words.translation import tr
from vortex_gui.measure.cluster.run import ClusterSoak
from vortex_gui.measure.ending import end_soak
from vortex_gui.measure.soak.playable import clip_fault

TOLD_GOAL_S = 5.0


def cluster_soak(arguments: argparse.Namespace) -> int:
    """0 when all slots were done once, whatever happened to the nodes. Raises `VortexError` without Ray."""
    if find_spec("ray") is None:
        raise VortexError(
            tr("soak --ray: Ray is not installed here."),
            remedy=tr("Install it beside this program: pip install 'vortex-console[ray]'."),
        )
    folder = Path(tempfile.mkdtemp(prefix="vx-", dir="/tmp"))  # Ray's sockets lie below it: no long path
    soak = ClusterSoak(
        folder,
        nodes=arguments.ray,
        slots=arguments.slots,
        kill_node=arguments.kill_node,
        freeze=arguments.freeze,
        seed=arguments.seed,
        progress=partial(_tell, arguments.slots),
    )
    found = soak.run()
    faults = [fault for done in soak.done if (fault := clip_fault(done / "slot.mp4"))]
    found |= {"false_done": len(faults), "notices": [*found["notices"], *faults]}
    return end_soak(found, folder, is_good=is_good(found), as_json=arguments.json, sentences=_sentences)


def is_good(found: dict[str, Any]) -> bool:
    """Each slot is done once, its clip plays, nothing is left, and every loss was told within 5 s."""
    none = ("lost", "duplicated", "false_done", "litter", "failed")
    told = found["told_s"]["max"]
    return not any(found[name] for name in none) and (told is None or told <= TOLD_GOAL_S)


def _tell(slots: int, over: int, faults: int) -> None:
    told = tr(
        "{over} of {slots} slots have finished, {faults} faults.", over=over, slots=slots, faults=faults
    )
    print(told, file=sys.stderr, flush=True)


def _sentences(found: dict[str, Any]) -> str:
    told = found["told_s"]["max"]
    return "\n".join(
        (
            tr("{count} slots: {done} done, {failed} failed, in {attempts} attempts.",
               count=found["submitted"], done=found["done"], failed=found["failed"],
               attempts=found["attempts"]),
            tr("{lost} lost, {duplicated} doubled, {false_done} falsely done, {litter} left behind.",
               lost=found["lost"], duplicated=found["duplicated"], false_done=found["false_done"],
               litter=found["litter"]),
            tr("{kills} nodes killed, {freezes} frozen; a loss was told after {seconds} s at most.",
               kills=found["node_kills"], freezes=found["freezes"],
               seconds=tr("n/a") if told is None else told),
            *found["notices"],
        )
    )  # fmt: skip
