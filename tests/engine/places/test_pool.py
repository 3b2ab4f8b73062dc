"""The pool's places: free once their worker is ready, and not before, beside a slot or after the end."""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path
from typing import Literal

import psutil
import pytest

from tests.narrowing import present
from tests.paths import CHILDREN
from vortex_gui.base.profile import load_profile
from vortex_gui.base.settings.settings import FolderSettings, Settings, WorkerSettings
from vortex_gui.engine.facts.events import (
    EngineEvent,
    Notice,
    WorkerLost,
    WorkerState,
    WorkerStateChanged,
)
from vortex_gui.engine.facts.outcome import ProcessOutcome, StopRung
from vortex_gui.engine.places.place import Order
from vortex_gui.engine.places.pool import Pool
from vortex_gui.engine.places.process.spare import IS_POSSIBLE
from vortex_gui.engine.places.seats import Seat
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


BEGIN = (WorkerState.STARTING, WorkerState.READY)
WAITING = (WorkerState.WAITING, "The worker waits for its turn to start.")


def pool(
    folder: Path,
    told: list[EngineEvent],
    *seats: Seat,
    child: str = "scripted_worker",
    keep_spare: Literal["never", "after a death"] = "never",
) -> Pool:
    settings = Settings(
        folders=FolderSettings(output=str(folder)),
        worker=WorkerSettings(niceness=0, keep_spare=keep_spare, backoff_s=0.05),
    )
    command = [sys.executable, str(CHILDREN / f"{child}.py")]
    order = Order(settings, load_profile("mini"), command)
    return Pool(order, now=time.time, tell=told.append, seats=seats or None)


def test_a_place_is_free_between_ready_and_reserved(tmp_path: Path) -> None:
    async def story() -> None:
        told: list[EngineEvent] = []
        places, listener = pool(tmp_path, told), Listener()
        assert places.free() == ()
        assert places.alive == 0
        assert not places.send(ClearCache())
        places.start(listener)
        assert places.free() == ()
        assert places.alive == 1, "a worker that loads makes slots soon"
        await listener.ready.wait()
        assert places.send(ClearCache())
        (place,) = places.free()
        place.reserve(7, 1)
        assert places.free() == ()
        place.give_up(8)
        assert places.free() == ()
        place.give_up(7)
        assert places.free() == (place,)
        (outcome,) = await places.stop()
        assert present(outcome).rung is StopRung.ASKED
        assert places.free() == ()
        assert [e.state for e in told if isinstance(e, WorkerStateChanged)][-1] is WorkerState.STOPPED

    asyncio.run(asyncio.wait_for(story(), 60))


def test_a_restart_loses_the_reserved_slot_without_blame(tmp_path: Path) -> None:
    async def story() -> None:
        places, listener = pool(tmp_path, []), Listener()
        places.start(listener)
        await listener.ready.wait()
        places.free()[0].reserve(7, 1)
        listener.ready.clear()
        places.restart()
        await listener.ready.wait()
        assert listener.lost == [(7, False)]
        assert len(places.free()) == 1
        await places.stop()

    asyncio.run(asyncio.wait_for(story(), 60))


def test_a_pool_that_was_never_started_stops_at_once(tmp_path: Path) -> None:
    assert asyncio.run(pool(tmp_path, []).stop()) == ()


def test_places_start_one_after_another_and_answer_by_name(tmp_path: Path) -> None:
    async def story() -> None:
        told: list[EngineEvent] = []
        seats = [Seat(f"local-{number}", "auto", 1) for number in (1, 2, 3)]
        places, listener = pool(tmp_path, told, *seats), Listener()
        places.start(listener)
        assert places.alive == 3
        while len(places.free()) < 3:
            listener.ready.clear()
            await listener.ready.wait()
        states = [(e.worker, e.state) for e in told if isinstance(e, WorkerStateChanged)]
        order = [states.index((seat.name, state)) for seat in seats for state in BEGIN]
        assert order == sorted(order)
        first = {e.worker: (e.state, e.sentence) for e in reversed(told) if isinstance(e, WorkerStateChanged)}
        assert first.pop("local-1")[0] is WorkerState.STARTING
        assert first == {"local-2": WAITING, "local-3": WAITING}
        assert places.send(ClearCache(), "local-2")
        assert not places.send(ClearCache(), "local-4")
        assert [place.name for place in places.places_for("mini", {"local-2"})] == ["local-1", "local-3"]
        assert len(places.places_for("80gb", set())) == 3
        assert len(places.places_for("mini", {seat.name for seat in seats})) == 3
        outcomes = await places.stop()
        assert [present(outcome).rung for outcome in outcomes] == [StopRung.ASKED] * 3

    asyncio.run(asyncio.wait_for(story(), 60))


def test_a_restart_of_all_leaves_the_others_at_work_while_one_loads(tmp_path: Path) -> None:
    async def story() -> None:
        told: list[EngineEvent] = []
        places, listener = (
            pool(tmp_path, told, *(Seat(name, "auto", 1) for name in ("a", "b", "c"))),
            Listener(),
        )
        places.start(listener)

        async def ready(count: int) -> None:
            while (
                sum(isinstance(e, WorkerStateChanged) and e.state is WorkerState.READY for e in told) < count
            ):
                listener.ready.clear()
                await listener.ready.wait()

        await ready(3)
        before = len(told)
        places.restart()
        assert [place.name for place in places.free()] == ["b", "c"]
        await ready(6)
        states = [(e.worker, e.state) for e in told[before:] if isinstance(e, WorkerStateChanged)]
        steps = (WorkerState.STOPPING, WorkerState.READY)
        order = [states.index((name, state)) for name in ("a", "b", "c") for state in steps]
        assert order == sorted(order)
        await places.stop()

    asyncio.run(asyncio.wait_for(story(), 60))


@pytest.mark.skipif(not IS_POSSIBLE, reason="workers are forked on Linux alone")
def test_several_places_fork_from_one_spare_each_with_its_own_card_and_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trace = tmp_path / "trace"
    monkeypatch.setenv("VORTEX_TEST_TRACE", str(trace))

    async def story() -> None:
        seats = [Seat(f"local-{number}", "cuda", 1, card=f"GPU-{number}") for number in (1, 2)]
        listener = Listener()
        told: list[EngineEvent] = []
        places = pool(tmp_path, told, *seats, child="counts_starts", keep_spare="after a death")
        places.start(listener)
        while len(places.free()) < 2:
            listener.ready.clear()
            await listener.ready.wait()
        first, *workers = [line.split() for line in trace.read_text().splitlines()]
        spare = first[1]
        assert first == ["spare", spare, spare, "none", "none"]
        assert [(said, *of) for said, _, *of in workers] == [
            ("ready", spare, "GPU-1", "local-1"),
            ("ready", spare, "GPU-2", "local-2"),
        ]
        importing = "Importing the libraries that all workers share."
        states = [event for event in told if isinstance(event, WorkerStateChanged)]
        assert [event.worker for event in states if event.sentence == importing] == ["local-1"]
        outcomes = await places.stop()
        assert [present(outcome).rung for outcome in outcomes] == [StopRung.ASKED] * 2
        assert not psutil.pid_exists(int(spare))

    asyncio.run(asyncio.wait_for(story(), 60))


def test_a_worker_that_cannot_load_does_not_hold_up_the_next_one(tmp_path: Path) -> None:
    async def story() -> None:
        told: list[EngineEvent] = []
        places = pool(
            tmp_path, told, Seat("local-1", "auto", 1), Seat("local-2", "auto", 1), child="load_fails"
        )
        places.start(Listener())
        async with asyncio.timeout(30):
            while places.alive:
                await asyncio.sleep(0.02)
        lost = [event.worker for event in told if isinstance(event, WorkerLost)]
        assert lost == ["local-1", "local-2"]
        await places.stop()

    asyncio.run(asyncio.wait_for(story(), 60))


def test_a_profile_that_cannot_be_read_is_told_and_the_consoles_own_is_loaded(tmp_path: Path) -> None:
    async def story() -> None:
        told: list[EngineEvent] = []
        seats = (
            Seat("local-1", "auto", 1, profile="none-such"),
            Seat("local-2", "auto", 1, profile="rtx3060"),
        )
        places = pool(tmp_path, told, *seats)
        places.start(Listener())
        (notice,) = [event for event in told if isinstance(event, Notice)]
        assert notice.text.startswith("local-1: profile: unknown profile 'none-such'")
        assert notice.remedy == "It loads the profile mini instead."
        assert [place.name for place in places.places_for("mini", ())] == ["local-1"]
        assert [place.name for place in places.places_for("rtx3060", ())] == ["local-2"]
        await places.stop()

    asyncio.run(asyncio.wait_for(story(), 60))


def test_a_pool_without_places_says_so_in_the_seat_that_the_window_keeps(tmp_path: Path) -> None:
    async def story() -> None:
        told: list[EngineEvent] = []
        order = Order(Settings(), load_profile("mini"), ("worker",))
        empty = Pool(order, now=lambda: 100.0, tell=told.append, seats=())
        empty.start(Listener())
        (state,) = told
        assert isinstance(state, WorkerStateChanged)
        assert (state.worker, state.state) == ("local", WorkerState.STOPPED)
        assert state.sentence == "This machine has no worker of its own, and no other machine has one now."
        assert (empty.has_own, empty.alive, empty.free(), empty.serves_here) == (False, 0, (), False)
        assert [place.name for place in empty.facts] == ["local"]
        empty.restart()
        assert not empty.send(ClearCache())
        assert await empty.stop() == ()

    asyncio.run(story())
