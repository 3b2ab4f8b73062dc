"""Each worker's memory has a past of its own; the graph shows that of the chosen one."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
from pytestqt.qtbot import QtBot

from tests.narrowing import present
from vortex_gui.console.memory.kept.pasts import WorkerPasts
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.workers.memory_samples import MemoryMark
from vortex_gui.wire.protocol import MemorySample

NOW = time.time()


def sample(at: float, used: int) -> MemorySample:
    return MemorySample(at, {}, 0, used, used, None, None, None, "actor", 0)


def test_a_slots_memory_holds_its_own_workers_samples_alone(qtbot: QtBot, state: ConsoleState) -> None:
    pasts = WorkerPasts(state.workers, 1.0, None)
    state.workers.begin(("local-1", "local-2"))
    first, second = state.workers.seats
    first.memory.mark(MemoryMark(NOW, "slot_begin", 5))
    for step in range(20):
        first.memory.append(sample(NOW + step / 10, 100))
        second.memory.append(sample(NOW + step / 10, 900))
    first.memory.mark(MemoryMark(NOW + 2, "slot_end", 5))
    kept = present(pasts.shown.slots.get(5))
    assert np.nanmax(kept.columns.values) == 100
    with qtbot.waitSignal(pasts.changed):
        state.workers.choose("local-2")
    assert pasts.shown.slots.get(5) is None
    with qtbot.assertNotEmitted(pasts.marked):
        first.memory.mark(MemoryMark(NOW + 3, "cache_clear"))
    with qtbot.waitSignal(pasts.marked):
        second.memory.mark(MemoryMark(NOW + 3, "cache_clear"))


def test_a_worker_that_is_alone_keeps_its_past_where_it_always_did(
    qtbot: QtBot, state: ConsoleState, tmp_path: Path
) -> None:
    pasts = WorkerPasts(state.workers, 1.0, tmp_path)
    state.memory.append(sample(NOW, 100))
    pasts.keep()
    assert [path.name for path in tmp_path.iterdir()] == ["history.npz"]
    state.workers.begin(("local-1", "local-2"))
    state.workers.seats[1].memory.append(sample(NOW, 100))
    pasts.keep()
    assert (tmp_path / "local-2" / "history.npz").is_file()
    assert not (tmp_path / "local-1" / "history.npz").exists()
    pasts.hold(3.0)
    pasts.set_paused(True, NOW)
    assert (pasts.shown.hold_s, pasts.shown.paused) == (3.0, True)
