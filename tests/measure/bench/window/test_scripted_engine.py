"""Scripted workers tell what real ones do: the window takes all of it, and no process is behind it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.console.machine_facts import LAB, fact, place
from vortex_gui.base.profile import load_profile
from vortex_gui.base.settings.settings import Settings
from vortex_gui.console.control.events.apply import EventTaker
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.event_stream import EventStream
from vortex_gui.engine.facts.events import EngineEvent, WorkerState
from vortex_gui.engine.facts.machines import MachineFact, MachineState, PlaceFact
from vortex_gui.measure.bench.window.scripted_engine import Script, local_places, open_scripted


@pytest.fixture
def state(qapp: QApplication) -> Iterator[ConsoleState]:
    fresh = ConsoleState(Settings(), load_profile("mini"))
    yield fresh
    fresh.deleteLater()


def told(
    folder: Path, places: Sequence[PlaceFact], machines: Sequence[MachineFact] = ()
) -> list[EngineEvent]:
    """All that is heard of a sitting of ten ticks, until its engine is closed."""

    async def sit() -> list[EngineEvent]:
        stream, scripts = EventStream(), list[Script]()
        engine = await open_scripted(folder, places, machines, scripts, stream=stream)
        assert not engine.read_only
        for _ in range(10):
            scripts[0].tick()
        await engine.close()
        return [event async for event in stream]

    return asyncio.run(sit())


def test_each_worker_is_at_work_on_a_slot_with_a_picture(state: ConsoleState, tmp_path: Path) -> None:
    taker = EventTaker(state)
    for event in told(tmp_path, local_places(3)):
        taker.take(event)
    assert [seat.status.state for seat in state.workers.seats] == [WorkerState.BUSY] * 3
    assert [slot.row.worker for slot in state.slots.running()] == ["local-1", "local-2", "local-3"]
    assert all(seat.memory.latest for seat in state.workers.seats)
    assert all(state.preview.latest(slot_id) for slot_id in (1, 2, 3))


def test_workers_of_a_machine_that_is_away_tell_nothing(state: ConsoleState, tmp_path: Path) -> None:
    taker = EventTaker(state)
    away = fact(LAB, MachineState.UNREACHABLE, sentence="It cannot be reached.")
    for event in told(tmp_path, (*local_places(1), place(f"{LAB}/local")), (away,)):
        taker.take(event)
    here, there = state.workers.seats
    assert (here.status.state, there.status.state) == (WorkerState.BUSY, WorkerState.UNREACHABLE)
    assert (here.memory.latest is None, there.memory.latest is None) == (False, True)
