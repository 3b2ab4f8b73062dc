"""The seats of this machine: the driver is asked in a thread, and only where the cards matter."""

from __future__ import annotations

import asyncio
import threading

import pytest

from vortex_gui.base.profile import load_profile
from vortex_gui.base.settings.pipeline_settings import PipelineSettings
from vortex_gui.base.settings.settings import Settings
from vortex_gui.engine.facts.events import EngineEvent, WorkersChosen
from vortex_gui.engine.places import seating
from vortex_gui.engine.places.place import Order
from vortex_gui.engine.places.seating import seated


def test_cards_are_counted_off_the_loop_and_not_at_all_for_a_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def cards() -> tuple[str, ...]:
        asked.append(threading.current_thread().name)
        return ("GPU-a", "GPU-b")

    monkeypatch.setattr(seating, "cuda_cards", cards)
    told: list[EngineEvent] = []
    one = Order(Settings(pipeline=PipelineSettings(workers=1)), load_profile("mini"), ())
    assert len(asyncio.run(seated(one, told.append))) == 1
    assert (asked, told) == ([], [])
    found = asyncio.run(seated(Order(Settings(), load_profile("rtx3060"), ()), told.append))
    assert [seat.card for seat in found] == ["GPU-a", "GPU-b"]
    assert asked == ["cards"]
    assert told == [WorkersChosen(("local-1", "local-2"))]
    two = Order(Settings(pipeline=PipelineSettings(workers=2)), load_profile("mini"), ())
    found = asyncio.run(seated(two, told.append))
    assert [seat.name for seat in found] == ["local-1", "local-2"]
    assert asked == ["cards"]
