"""The pool's one place: free once its worker is ready, and not before, beside a slot or after the end."""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

from tests.narrowing import present
from tests.paths import CHILDREN
from vortex_gui.base.profile import load_profile
from vortex_gui.base.settings import FolderSettings, Settings, WorkerSettings
from vortex_gui.engine.facts.events import EngineEvent, WorkerState, WorkerStateChanged
from vortex_gui.engine.facts.outcome import ProcessOutcome, StopRung
from vortex_gui.engine.places.place import Order
from vortex_gui.engine.places.pool import Pool
from vortex_gui.wire.protocol import ClearCache, Event


class Listener:
    """Stands where the flow does."""

    def __init__(self) -> None:
        self.ready = asyncio.Event()
        self.lost: list[tuple[int | None, bool]] = []

    def on_ready(self) -> None:
        self.ready.set()

    def take(self, event: Event) -> None: ...

    def on_worker_lost(self, slot_id: int | None, outcome: ProcessOutcome, *, blame: bool) -> None:
        self.lost.append((slot_id, blame))


def pool(folder: Path, told: list[EngineEvent]) -> Pool:
    settings = Settings(
        folders=FolderSettings(output=str(folder)),
        worker=WorkerSettings(niceness=0, keep_spare="never", backoff_s=0.05),
    )
    command = [sys.executable, str(CHILDREN / "scripted_worker.py")]
    return Pool(Order(settings, load_profile("mini"), command), now=time.time, tell=told.append)


def test_a_place_is_free_between_ready_and_reserved(tmp_path: Path) -> None:
    async def story() -> None:
        told: list[EngineEvent] = []
        places, listener = pool(tmp_path, told), Listener()
        assert places.free() is None
        assert places.alive == 0
        assert not places.send(ClearCache())
        places.start(listener)
        assert places.free() is None
        assert places.alive == 1, "a worker that loads makes slots soon"
        await listener.ready.wait()
        assert places.send(ClearCache())
        place = present(places.free())
        place.reserve(7, 1)
        assert places.free() is None
        place.give_up(8)
        assert places.free() is None
        place.give_up(7)
        assert places.free() is place
        (outcome,) = await places.stop()
        assert present(outcome).rung is StopRung.ASKED
        assert places.free() is None
        assert [e.state for e in told if isinstance(e, WorkerStateChanged)][-1] is WorkerState.STOPPED

    asyncio.run(asyncio.wait_for(story(), 60))


def test_a_restart_loses_the_reserved_slot_without_blame(tmp_path: Path) -> None:
    async def story() -> None:
        places, listener = pool(tmp_path, []), Listener()
        places.start(listener)
        await listener.ready.wait()
        present(places.free()).reserve(7, 1)
        listener.ready.clear()
        places.restart()
        await listener.ready.wait()
        assert listener.lost == [(7, False)]
        assert places.free() is not None
        await places.stop()

    asyncio.run(asyncio.wait_for(story(), 60))


def test_a_pool_that_was_never_started_stops_at_once(tmp_path: Path) -> None:
    assert asyncio.run(pool(tmp_path, []).stop()) == ()
