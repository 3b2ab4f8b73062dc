"""Figures of the window: time to its first paint, memory, delay of its loop, cost of a redraw.

A process of its own measures each, on the screen of this session (a virtual one will do).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import Any

from vortex_gui.base.process.exit_codes import NO_WINDOW
from vortex_gui.base.words.translation import tr
from vortex_gui.measure.bench.figure import Figure, measured

PAINT_RUNS = 9
SLOTS = 3
CHILD_LIMIT_S = 600.0


def window_ratio() -> Figure:
    """First painted window of the console against a bare Qt window with one plot."""
    _painted_after("console"), _painted_after("bare")
    value, runs = measured(lambda: _painted_after("console") / _painted_after("bare"), PAINT_RUNS)
    return Figure(
        "window_ratio",
        value,
        "ratio",
        "at most",
        1.5,
        "a bare Qt window with one pyqtgraph plot",
        f"process start to first paint, cold child processes in turn, median of {PAINT_RUNS}",
        runs,
    )


def loop_delay_p99_ms() -> Figure:
    """Lateness of the console's own loop while real slots are generated and played."""
    return Figure(
        "loop_delay_p99_ms",
        _shift()["loop_delay_p99_ms"],
        "ms",
        "at most",
        16.0,
        "a precise 50 ms timer that is on time",
        f"the console's own meter over its last minute, with {SLOTS} slots generated and played",
    )


def console_rss_mb() -> Figure:
    """Resident set of the console's own process after real slots were generated and played."""
    return Figure(
        "console_rss_mb",
        _shift()["console_rss_mb"],
        "MB",
        "at most",
        250.0,
        "the budget of the window",
        f"resident set of the console alone at the end of {SLOTS} slots, the last one playing",
    )


def worker_ready_s() -> Figure:
    """Time from the worker's start to resident models, on a warm disk."""
    return Figure(
        "worker_ready_s",
        _shift()["worker_ready_s"],
        "s",
        "at most",
        30.0,
        "the operator's wait",
        "as the worker reports it, libraries' import included",
    )


def graph_redraw_ms() -> Figure:
    """CPU time of one redraw of the memory graph with a day of samples."""
    cost = _child("redraw")
    return Figure(
        "graph_redraw_ms",
        cost["p50_ms"],
        "ms",
        "at most",
        4.0,
        "a 24 h history at 10 samples a second",
        f"CPU time of the GUI thread, median of 100 redraws; P99 {cost['p99_ms']:.2f} ms",
    )


def all_graphs_redraw_ms() -> Figure:
    """CPU time of one tick of the small graphs of sixteen workers."""
    cost = _child("redraw-all")
    return Figure(
        "all_graphs_redraw_ms",
        cost["p50_ms"],
        "ms",
        "at most",
        4.0,
        "what the graph of one worker may cost",
        f"CPU time of the GUI thread, median of 100 ticks with 16 workers; P99 {cost['p99_ms']:.2f} ms",
    )


def _painted_after(which: str) -> float:
    began = time.monotonic()
    return float(_child(which)["painted_at"]) - began


@cache
def _shift() -> dict[str, Any]:
    """Three figures from one sitting, since it takes minutes."""
    return _child("shift", str(SLOTS))


def _child(part: str, *words: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        return child_in(Path(folder), part, *words)


def child_in(folder: Path, part: str, *words: str) -> dict[str, Any]:
    """Runs a part of `window_child` with its output and data in `folder`; returns what it found.

    Raises `RuntimeError` when there is no screen or the child fails.
    """
    settings = folder / "settings.yaml"
    settings.write_text(json.dumps({"folders": {"output": f"{folder}/out", "data": f"{folder}/data"}}))
    # As an installed program: with the bytecode from the first start.
    plain = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    ended = subprocess.run(
        [sys.executable, "-m", "vortex_gui.measure.bench.window.window_child", part, *words],
        env={**plain, "VORTEX_SETTINGS": str(settings)},
        capture_output=True,
        text=True,
        timeout=CHILD_LIMIT_S,
        check=False,
    )
    if ended.returncode == NO_WINDOW:
        raise RuntimeError(tr("there is no screen; start it under one, such as xvfb-run's"))
    if ended.returncode != 0:
        raise RuntimeError(
            tr(
                "measuring {part} ended with {code}: {reason}",
                part=repr(part),
                code=ended.returncode,
                reason=ended.stderr[-500:],
            )
        )
    found: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return found
