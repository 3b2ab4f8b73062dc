"""Figures of a start with a long queue: how long until the window shows it, against a short queue."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median

from vortex_gui.base.files.shipped import RESOURCES
from vortex_gui.base.recipe.recipe import load_recipe
from vortex_gui.base.settings.settings import Settings
from vortex_gui.engine.facts.records import SlotDraft
from vortex_gui.engine.history.file import open_history
from vortex_gui.measure.bench.figure import Figure
from vortex_gui.measure.bench.window.window import child_in

MANY, FEW = 10_000, 1_000
RUNS = 3
RECIPE = "breaking-toast.yaml"


@dataclass(frozen=True, slots=True)
class Opening:
    """Seconds until the table shows the whole queue: from the window's first paint, and in all."""

    from_paint_s: float
    from_start_s: float


def open_queue() -> Figure:
    """What a queue ten times as long costs at the start, beyond the window itself."""
    runs = tuple(many.from_paint_s / few.from_paint_s for many, few in _openings())
    seconds = median(many.from_start_s for many, _ in _openings())
    return Figure(
        "open_queue",
        median(runs),
        "ratio",
        "at most",
        12.0,
        f"the same with {FEW:,} waiting slots, in turn",
        f"first paint until the table shows {MANY:,} waiting slots, median of {RUNS};"
        f" {seconds:.2f} s from the start of the process",
        runs,
    )


def open_queue_s() -> Figure:
    """The operator's wait for a long queue."""
    runs = tuple(many.from_start_s for many, _ in _openings())
    return Figure(
        "open_queue_s",
        median(runs),
        "s",
        "at most",
        3.0,
        "the operator's wait",
        f"start of the process until the table shows {MANY:,} waiting slots, median of {RUNS}",
        runs,
    )


@cache
def _openings() -> tuple[tuple[Opening, Opening], ...]:
    """Both figures are of the same starts: each with the long queue, and then with the short one."""
    _opening(FEW)  # compiles, and warms the disk
    return tuple((_opening(MANY), _opening(FEW)) for _ in range(RUNS))


def _opening(waiting: int) -> Opening:
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder), waiting)
        began = time.monotonic()
        found = child_in(Path(folder), "opening", str(waiting))
    return Opening(found["shown_at"] - found["painted_at"], found["shown_at"] - began)


def fill(folder: Path, waiting: int) -> None:
    """Queues copies of a shipped recipe in `folder`, as *Generate N* would."""
    recipe = load_recipe(RESOURCES / "recipes" / RECIPE)
    settings = Settings().model_dump_json()
    draft = SlotDraft(recipe, "mini", str(folder / "out"), settings, time.time())
    history, _ = open_history(folder / "data")
    try:
        history.add([draft] * waiting)
    finally:
        history.close()
