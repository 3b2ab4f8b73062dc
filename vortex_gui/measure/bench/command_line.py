"""The figure of the headless command: how long it takes, from its start to its report, for its clip."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from vortex_gui.base.files.shipped import RESOURCES
from vortex_gui.base.profile import load_profile
from vortex_gui.measure.bench.figure import Figure, measured

RUNS = 3
RECIPE = RESOURCES / "recipes" / "moon-complaint.yaml"


def generate_ratio(runs: int = RUNS) -> Figure:
    """The time of `vortex-gui generate` over the length of its clip."""
    if runs > 1:
        _share()  # compiles Python's files, which no median is to count
    value, each = measured(_share, runs)
    return Figure(
        "generate_ratio",
        value,
        "ratio",
        "told",
        1.0,
        "the length of the clip",
        f"wall time of the command with {RECIPE.name}, imports and loading included, median of {runs}",
        each,
    )


def _share() -> float:
    """Raises `CalledProcessError` where the command fails."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Path(folder, "settings.yaml")
        settings.write_text(json.dumps({"folders": {"data": f"{folder}/data"}}), encoding="utf-8")
        words = ["--settings", str(settings), "generate", str(RECIPE), "--out", f"{folder}/out", "--json"]
        began = time.perf_counter()
        ended = subprocess.run(
            [sys.executable, "-m", "vortex_gui", *words], check=True, capture_output=True, text=True
        )
        return (time.perf_counter() - began) / _clip_s(json.loads(ended.stdout))


def _clip_s(report: dict[str, object]) -> float:
    """Seconds of the clip, from the frames that its report counts."""
    stages = report["stages"]
    assert isinstance(stages, list)
    frames: float = next(stage["units"] for stage in stages if stage["name"] == "animation")
    return frames / load_profile("mini").sizes.fps
