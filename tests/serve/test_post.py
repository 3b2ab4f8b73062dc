"""A worker as a hello tells of it: its state, and the attempt that it has."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.engine.places.watched import LIMIT_S, child, run
from tests.serve.agents import CONSOLE, slot
from vortex_gui.base.profile import load_profile
from vortex_gui.base.settings.settings import Settings, WorkerSettings
from vortex_gui.engine.places.place import Order
from vortex_gui.serve.post import Post
from vortex_gui.serve.spool import SpoolLease
from vortex_gui.wire.link.words import LinkMessage, WorkerFact
from vortex_gui.wire.protocol import SlotMissed, SlotStarted, WorkerReady

WORKER = WorkerSettings(ask_s=5.0, terminate_s=1.0, backoff_s=0.05, niceness=0, keep_spare="never")


class Office:
    """What the agent hears of a post."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.told: list[LinkMessage] = []
        self.dropped: list[SpoolLease] = []
        self.change = asyncio.Event()

    def tell(self, worker: str, message: LinkMessage, lease: SpoolLease | None, *, decisive: bool) -> None:
        self.told.append(message)
        self.change.set()

    def finished(self, lease: SpoolLease) -> bool:
        return True

    def unfinished(self, lease: SpoolLease) -> None:
        self.dropped.append(lease)

    def folder_of(self, lease: SpoolLease) -> Path:
        return self.folder

    async def until_a(self, kind: type) -> None:
        async with asyncio.timeout(LIMIT_S):
            while not any(isinstance(message, kind) for message in self.told):
                self.change.clear()
                await self.change.wait()


def test_its_fact_follows_its_worker_and_its_slot(tmp_path: Path) -> None:
    async def story() -> None:
        office = Office(tmp_path)
        order = Order(Settings(worker=WORKER), load_profile("mini"), child("scripted_worker"))
        post = Post(order, office, name="card", now=lambda: 100.0)
        assert post.fact() == WorkerFact(
            "card", "", "mini", "waiting", "The worker waits for its turn to start."
        )
        post.start()
        await office.until_a(WorkerReady)
        fact = post.fact()
        assert (fact.device, fact.slot_id) == ("none", None)
        lease = SpoolLease(CONSOLE, 5, 3)
        post.run(lease, slot("hang", attempt=3), tmp_path)
        await office.until_a(SlotStarted)
        fact = post.fact()
        assert (fact.state, fact.slot_id, fact.attempt) == ("busy", 5, 3)
        post.cancel(lease)
        async with asyncio.timeout(LIMIT_S):
            while post.lease is not None:
                await asyncio.sleep(0.01)
        assert office.dropped == [lease]
        post.run(lease, slot("miss", attempt=3), tmp_path)
        await office.until_a(SlotMissed)
        assert post.fact().slot_id is None
        await post.stop()
        assert post.ready is None

    run(story)
