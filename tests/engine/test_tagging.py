"""The engine gives tags to slots that wait and to those that are over, and says which worker made a slot."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.engine.test_engine import Desk, recipe
from vortex_gui.engine.facts.events import LOCAL, SlotChanged
from vortex_gui.engine.facts.slots import SlotState


def test_tags_reach_waiting_and_finished_slots_and_what_repeats_them(tmp_path: Path) -> None:
    async def sitting() -> None:
        async with Desk(tmp_path) as desk:
            (done,) = await desk.engine.submit(recipe("done"))
            row = await desk.reaches(done.slot_id, SlotState.DONE)
            assert row.worker == LOCAL
            desk.engine.pause()
            first, second = await desk.engine.submit(recipe("done"), copies=2)
            rows = await desk.engine.set_tags(
                {done.slot_id: ("best",), second.slot_id: ("late",), 999: ("none",)}
            )
            assert [(each.slot_id, each.tags) for each in rows] == [(1, ("best",)), (3, ("late",))]
            await desk.until(lambda: any(event.row.tags == ("late",) for event in desk.of(SlotChanged)))
            told = next(event for event in desk.of(SlotChanged) if event.row.tags == ("late",))
            assert (told.row.slot_id, told.position) == (second.slot_id, 1)
            again = await desk.engine.duplicate(done.slot_id)
            assert again.tags == ("best",)
            desk.engine.cancel(second.slot_id)
            cancelled = await desk.reaches(second.slot_id, SlotState.CANCELLED)
            assert cancelled.tags == ("late",)
            assert first.tags == ()

    asyncio.run(sitting())


def test_tags_of_a_waiting_slot_stay_while_it_runs(tmp_path: Path) -> None:
    async def sitting() -> None:
        async with Desk(tmp_path) as desk:
            desk.engine.pause()
            (slot,) = await desk.engine.submit(recipe("done"))
            await desk.engine.set_tags({slot.slot_id: ("keep",)})
            desk.engine.resume()
            row = await desk.reaches(slot.slot_id, SlotState.DONE)
            assert row.tags == ("keep",)
            running = [event.row for event in desk.of(SlotChanged) if event.row.state is SlotState.RUNNING]
            assert running[-1].tags == ("keep",)
            assert running[-1].worker == LOCAL

    asyncio.run(sitting())


def test_console_that_only_looks_on_tags_nothing(tmp_path: Path) -> None:
    async def sitting() -> None:
        async with Desk(tmp_path):
            other = Desk(tmp_path)
            async with other:
                assert other.engine.read_only
                with pytest.raises(Exception, match="read-only"):
                    await other.engine.set_tags({1: ("late",)})

    asyncio.run(sitting())
