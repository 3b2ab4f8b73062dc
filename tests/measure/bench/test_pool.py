"""Two workers against one are timed on a real queue: here with workers that make nothing, so in no time."""

from __future__ import annotations

import asyncio
import sys

import pytest

from tests.paths import CHILDREN
from vortex_gui.measure.bench import pool as bench
from vortex_gui.measure.bench.pool import PoolRun, run_pool
from vortex_gui.measure.bench.slots import bench_recipe

COMMAND = [sys.executable, str(CHILDREN / "scripted_worker.py")]


def ran(workers: int, act: str, slots: int) -> PoolRun:
    recipe = bench_recipe(0.5)
    visual = recipe.visual_track.model_copy(update={"prompt": f"{act} please"})
    asked = recipe.model_copy(update={"visual_track": visual})
    return asyncio.run(asyncio.wait_for(run_pool(workers, asked, slots, worker_command=COMMAND), 100))


def test_every_worker_is_there_before_the_clock_runs() -> None:
    one, two = (ran(workers, "slow", 6) for workers in (1, 2))
    assert (len(one.own_bytes), len(two.own_bytes)) == (1, 2)
    assert all(size > 1_000_000 for size in two.own_bytes)
    assert two.slots_a_minute > 1.3 * one.slots_a_minute, "each slot takes half a second of waiting"


def test_a_slot_that_fails_is_no_figure() -> None:
    with pytest.raises(RuntimeError, match="It failed"):
        ran(1, "fail", 1)


def test_both_figures_are_of_the_same_runs_in_balanced_order(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    async def run_of(workers: int, recipe: object, slots: int) -> PoolRun:
        asked.append(workers)
        return PoolRun(9.0 if workers == 2 else 6.0, (700_000_000, 412_000_000)[:workers])

    monkeypatch.setattr(bench, "run_pool", run_of)
    bench._runs.cache_clear()
    try:
        assert (bench.pool().value, bench.pool().runs) == (1.5, (1.5, 1.5))
        assert (bench.pool_own_mb().value, bench.pool_own_mb().reached) == (412.0, True)
        assert asked == [2, 1, 1, 2]
    finally:
        bench._runs.cache_clear()
