"""Rows are told with their places in the queue."""

from __future__ import annotations

from pathlib import Path

from tests.engine.rows import row
from vortex_gui.engine.facts.events import EngineEvent, QueueChanged, SlotChanged
from vortex_gui.engine.facts.slot_queue import SlotQueue, queued_slot
from vortex_gui.engine.slot_telling import SlotTelling


def test_rows_are_told_with_their_places_in_the_queue(tmp_path: Path) -> None:
    told: list[EngineEvent] = []
    first, second, running = (row(tmp_path, number, rank=float(number)) for number in (1, 2, 3))
    queue = SlotQueue([queued_slot(first), queued_slot(second)])
    queue.add_running(queued_slot(running))
    telling = SlotTelling(queue, told.append)
    telling.row(second)
    telling.rows([first, running])
    telling.queue()
    assert told == [
        SlotChanged(second, 1),
        SlotChanged(first, 0),
        SlotChanged(running, None),
        QueueChanged((1, 2), (3,), False),
    ]
