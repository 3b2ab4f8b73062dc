"""Figures of the window with sixteen scripted workers at 10 Hz, against one: loop, graph, share of a core."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

from vortex_gui.measure.bench.figure import Figure
from vortex_gui.measure.bench.window.window import child_in

MANY = 16
RUNS = 3
SECONDS = 20
HOW = (
    f"{MANY} scripted workers, each with ten memory samples, two previews and two steps a second, "
    f"{SECONDS} s, median of {RUNS} runs in turn"
)


def workers_redraw_ratio() -> Figure:
    """What the memory graph of one worker costs while fifteen others tell."""
    runs = tuple(many["redraw_ms"] / one["redraw_ms"] for many, one in _pairs())
    return Figure(
        "workers_redraw_ratio", median(runs), "ratio", "at most", 1.15, "the same with one worker", HOW, runs
    )


def workers_delay_ms() -> Figure:
    """P99 of the delay of the window's own loop."""
    runs = tuple(many["delay_p99_ms"] for many, _ in _pairs())
    alone = median(one["delay_p99_ms"] for _, one in _pairs())
    against = f"a precise 50 ms timer that is on time; with one worker {alone:.1f} ms"
    return Figure("workers_delay_ms", median(runs), "ms", "at most", 16.0, against, HOW, runs)


def workers_cpu_share() -> Figure:
    """The window's share of one core."""
    runs = tuple(many["cpu_share"] for many, _ in _pairs())
    alone = median(one["cpu_share"] for _, one in _pairs())
    against = f"one core; with one worker {alone:.3f}"
    return Figure("workers_cpu_share", median(runs), "of a core", "at most", 0.25, against, HOW, runs)


@cache
def _pairs() -> tuple[tuple[dict[str, Any], dict[str, Any]], ...]:
    """Many and one in turn, so that what else the machine does meets both."""
    return tuple((_told_by(MANY), _told_by(1)) for _ in range(RUNS))


def _told_by(workers: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        return child_in(Path(folder), "workers", str(workers), str(SECONDS))
