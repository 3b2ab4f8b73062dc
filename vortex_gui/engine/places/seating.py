"""Seats the workers: asks for this machine's cards, in a thread, where the settings depend on them."""

from __future__ import annotations

import os
from collections.abc import Callable

from vortex_gui.base.process.work_thread import WorkThread
from vortex_gui.engine.facts.events import EngineEvent, WorkersChosen
from vortex_gui.engine.places.cards import cuda_cards
from vortex_gui.engine.places.place import Order
from vortex_gui.engine.places.seats import Seat, seats, wants_cards


async def seated(order: Order, tell: Callable[[EngineEvent], None]) -> tuple[Seat, ...]:
    """The workers of this machine by the settings; tells their names where there are several."""
    pipeline = order.settings.pipeline
    found = seats(pipeline, order.profile, await _cards(order), os.cpu_count() or 1)
    if len(found) > 1:
        tell(WorkersChosen(tuple(seat.name for seat in found)))
    return found


async def _cards(order: Order) -> tuple[str, ...]:
    if not wants_cards(order.settings.pipeline, order.profile):
        return ()
    thread = WorkThread("cards")
    try:
        return await thread.run(cuda_cards)
    finally:
        await thread.close()
