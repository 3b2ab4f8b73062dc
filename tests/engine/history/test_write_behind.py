"""Writes behind: in order, and tried again when the disk refused them, the newest of each slot alone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.engine.history.refusing import allow, refuse
from tests.engine.rows import RECIPE
from vortex_gui.base.process.work_thread import WorkThread
from vortex_gui.engine.facts.events import EngineEvent, Notice
from vortex_gui.engine.facts.records import SlotDraft
from vortex_gui.engine.history.file import open_history
from vortex_gui.engine.history.history import History
from vortex_gui.engine.history.write_behind import Fault, Write, WriteBehind

pytestmark = pytest.mark.expects_log


class Desk:
    """Three queued slots, and a writer whose history can be made to refuse."""

    def __init__(self, folder: Path, history: History) -> None:
        self.history = history
        self.thread = WorkThread("history-writer")
        self.told: list[EngineEvent] = []
        self.wrote: list[str] = []
        self.failed: list[Fault] = []
        self.changes = 0
        self.behind = WriteBehind(self.thread, history, self.told.append, self._count)
        history.add([SlotDraft(RECIPE, "mini", str(folder / "out"), "{}", 1.0)] * 3)

    def _count(self) -> None:
        self.changes += 1

    def rank(self, slot_id: int, rank: float, *, key: object = "rank") -> None:
        self.behind.send(
            Write(
                f"Rank {rank} was not saved.",
                lambda history: history.set_ranks([(slot_id, rank)]),
                lambda _: self.wrote.append(f"{slot_id} at {rank}"),
                self.failed.append,
                key,
            )
        )

    def ranks(self) -> list[float]:
        return [row.rank for row in sorted(self.history.open_slots(), key=lambda row: row.slot_id)]

    @property
    def notices(self) -> list[str]:
        return [event.text for event in self.told if isinstance(event, Notice)]

    async def idle(self) -> None:
        for _ in range(2):
            await asyncio.wait([self.thread.run(lambda: None)])
            await asyncio.sleep(0)


def run(folder: Path, story: Callable[[Desk], Awaitable[None]]) -> None:
    async def whole() -> None:
        history, _ = open_history(folder)
        with closing(history):
            desk = Desk(folder, history)
            try:
                await story(desk)
            finally:
                await desk.thread.close()

    asyncio.run(asyncio.wait_for(whole(), 20))


def test_what_is_refused_is_written_at_the_next_try_in_order(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        refuse(desk.history)
        desk.rank(1, 7.0, key="a")
        desk.rank(2, 8.0, key="b")
        await desk.idle()
        assert (desk.wrote, len(desk.failed)) == ([], 2)
        assert desk.notices[-1].startswith("Rank 8.0 was not saved. The history cannot be written")
        desk.behind.retry()
        await desk.idle()
        assert desk.wrote == []
        allow(desk.history)
        desk.behind.retry()
        await desk.idle()
        assert desk.wrote == ["1 at 7.0", "2 at 8.0"]
        assert desk.ranks()[:2] == [7.0, 8.0]
        desk.behind.retry()
        await desk.idle()
        assert desk.wrote == ["1 at 7.0", "2 at 8.0"], "what is written is not tried again"
        assert len(desk.failed) == 2, "a later try is not told as a failure of its own"

    run(tmp_path, story)


def test_a_later_write_takes_the_place_of_a_refused_one(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        refuse(desk.history)
        desk.rank(1, 7.0)
        await desk.idle()
        allow(desk.history)
        desk.rank(1, 9.0)
        await desk.idle()
        desk.behind.retry()
        await desk.idle()
        assert desk.wrote == ["1 at 9.0"]
        assert desk.ranks()[0] == 9.0

    run(tmp_path, story)


def test_a_refusal_that_comes_after_a_later_write_was_sent_is_not_tried_again(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        refuse(desk.history)
        desk.rank(1, 7.0)
        desk.rank(1, 8.0)
        await desk.idle()
        allow(desk.history)
        desk.behind.retry()
        await desk.idle()
        assert desk.wrote == ["1 at 8.0"]

    run(tmp_path, story)


def test_a_write_that_succeeds_brings_the_refused_ones_with_it(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        refuse(desk.history)
        desk.rank(1, 7.0, key="a")
        await desk.idle()
        allow(desk.history)
        desk.rank(2, 8.0, key="b")
        await desk.idle()
        assert desk.wrote == ["2 at 8.0", "1 at 7.0"]
        assert desk.changes == 2

    run(tmp_path, story)


def test_a_write_without_a_key_is_given_up(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        refuse(desk.history)
        desk.rank(1, 7.0, key=None)
        await desk.idle()
        assert len(desk.failed) == 1
        allow(desk.history)
        desk.behind.retry()
        await desk.idle()
        assert desk.wrote == []

    run(tmp_path, story)
