"""The order of the queue is told and written as the operator puts it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.engine.rows import RECIPE
from vortex_gui.base.profile import load_profile
from vortex_gui.engine.facts.events import EngineEvent, QueueChanged
from vortex_gui.engine.facts.records import SlotDraft
from vortex_gui.engine.facts.slot_queue import SlotQueue, queued_slot
from vortex_gui.engine.history.store import Store
from vortex_gui.engine.live_slots import LiveSlots
from vortex_gui.engine.ordered_slots import OrderedSlots
from vortex_gui.engine.slot_telling import SlotTelling


def test_moved_slots_are_told_at_once_and_an_order_that_stays_is_not(tmp_path: Path) -> None:
    async def story() -> None:
        store = await Store.open(tmp_path / "data", lambda: 100.0, lambda _: None)
        draft = SlotDraft(RECIPE, "mini", str(tmp_path), "{}", 100.0, None)
        live, told = LiveSlots(load_profile("mini")), list[EngineEvent]()
        rows = [live.keep(row) for row in await store.add([draft] * 3)]
        queue = SlotQueue(map(queued_slot, rows))
        ordered = OrderedSlots(queue, live, store, SlotTelling(queue, told.append))
        ordered.move_all((9,), 0)
        assert told == []
        ordered.move_all((3,), 0)
        assert told[-1] == QueueChanged((3, 1, 2), (), False)
        ordered.place_all({1: 2})
        assert told[-1] == QueueChanged((3, 2, 1), (), False)
        await store.close()

    asyncio.run(story())
