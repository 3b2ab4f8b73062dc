"""Figures of two workers on this machine: their slots a minute against one, and what the second one holds."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psutil

from vortex_gui.base.profile import load_profile
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.base.settings.pipeline_settings import PipelineSettings
from vortex_gui.base.settings.settings import FolderSettings, Settings, WorkerSettings
from vortex_gui.base.words.translation import tr
from vortex_gui.engine.engine import Engine, ReadOnlyEngine
from vortex_gui.engine.facts.events import SlotChanged, WorkerState, WorkerStateChanged
from vortex_gui.engine.facts.slots import SlotState
from vortex_gui.measure.bench.figure import Figure
from vortex_gui.measure.bench.slots import bench_recipe

SLOTS = 6
MB = 1_000_000


@dataclass(frozen=True, slots=True)
class PoolRun:
    """Slots a minute from the first start to the last end, and each worker's own memory then, in bytes."""

    slots_a_minute: float
    own_bytes: tuple[int, ...]


def pool() -> Figure:
    """Two workers over one, with the threads shared out."""
    two, one, again, once_more = (run.slots_a_minute for run in _runs())
    ours, theirs = (two + once_more) / 2, (one + again) / 2
    return Figure(
        "pool",
        ours / theirs,
        "ratio",
        "at least",
        1.3,
        f"one worker with all {os.cpu_count()} cores",
        f"slots a minute of {SLOTS} slots of 4 s, two workers ({ours:.2f}) over one ({theirs:.2f}),"
        " in the order two, one, one, two",
        (two / one, once_more / again),
    )


def pool_own_mb() -> Figure:
    """The memory that a second worker takes of the machine."""
    *_, two = _runs()
    return Figure(
        "pool_own_mb",
        two.own_bytes[-1] / MB,
        "MB",
        "at most",
        450.0,
        "the memory of a worker that shares nothing, 628 MB",
        "proportional set of the second worker after its slots, both forked from one spare",
    )


@cache
def _runs() -> tuple[PoolRun, ...]:
    """Both figures are of the same runs; a machine that grows slower meanwhile counts alike for both."""
    return tuple(asyncio.run(run_pool(workers, bench_recipe(), SLOTS)) for workers in (2, 1, 1, 2))


async def run_pool(
    workers: int, recipe: Recipe, slots: int, *, worker_command: Sequence[str] | None = None
) -> PoolRun:
    """Slots of some workers, in a folder of its own. Raises `RuntimeError` when one is not done."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            folders=FolderSettings(output=f"{folder}/out", data=f"{folder}/data"),
            pipeline=PipelineSettings(workers=workers),
            worker=WorkerSettings(niceness=0, keep_spare="always"),
        )
        profile, data = load_profile("mini"), Path(folder) / "data"
        engine = await Engine.open(settings, profile, data_dir=data, worker_command=worker_command)
        try:
            return await _made(engine, workers, recipe, slots)
        finally:
            await engine.close()


async def _made(engine: ReadOnlyEngine, workers: int, recipe: Recipe, slots: int) -> PoolRun:
    pids: dict[str, int] = {}
    began, left = 0.0, slots
    async for event in engine.events():
        match event:
            case WorkerStateChanged(state=WorkerState.READY, pid=int(pid), worker=worker):
                if worker not in pids and len(pids) == workers - 1:
                    began = time.perf_counter()
                    await engine.submit(recipe, copies=slots)
                pids[worker] = pid
            case SlotChanged(row=row) if row.state.is_final:
                if row.state is not SlotState.DONE:
                    raise RuntimeError(tr("the timed slot failed: {reason}", reason=row.error))
                left -= 1
                if left == 0:
                    break
    minutes = (time.perf_counter() - began) / 60
    own = [psutil.Process(pids[name]).memory_full_info() for name in sorted(pids)]
    return PoolRun(slots / minutes, tuple(int(getattr(memory, "pss", memory.uss)) for memory in own))
