"""The queue's order is one write a move, and what was refused goes with the next one."""

from __future__ import annotations

import asyncio
from contextlib import closing
from pathlib import Path

import pytest

from tests.engine.history.refusing import allow, refuse
from tests.engine.rows import RECIPE
from vortex_gui.base.profile import load_profile
from vortex_gui.engine.facts.records import SlotDraft
from vortex_gui.engine.facts.slot_queue import QueuedSlot
from vortex_gui.engine.history.file import open_reader
from vortex_gui.engine.history.store import Store
from vortex_gui.engine.live_slots import LiveSlots
from vortex_gui.engine.saved_order import SavedOrder


@pytest.mark.expects_log
def test_refused_ranks_are_written_with_the_next_move_and_not_over_it(tmp_path: Path) -> None:
    async def story() -> None:
        store = await Store.open(tmp_path / "data", lambda: 100.0, lambda _: None)
        try:
            live = LiveSlots(load_profile("mini"))
            for row in await store.add([SlotDraft(RECIPE, "mini", str(tmp_path / "out"), "{}", 100.0)] * 4):
                live.keep(row)
            order = SavedOrder(store, live)
            refuse(store._history)
            order.save([QueuedSlot(4, -2.0), QueuedSlot(3, -1.0)])
            await store._idle()
            allow(store._history)
            statements: list[str] = []
            store._history._db.set_trace_callback(statements.append)
            order.save([QueuedSlot(3, -3.0)])
            await store._idle()
            assert statements.count("COMMIT") == 1
            assert [live[number].rank for number in (3, 4)] == [-3.0, -2.0]
            store.retry()
            await store._idle()
        finally:
            await store.close()

    asyncio.run(asyncio.wait_for(story(), 20))
    with closing(open_reader(tmp_path / "data")) as reader:
        assert [row.slot_id for row in reader.open_slots()] == [3, 4, 1, 2]
