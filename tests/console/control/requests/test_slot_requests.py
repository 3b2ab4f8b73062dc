"""What is asked for is noted in the shift log, and only when the engine takes it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path

from tests.engine.rows import row
from vortex_gui.console.control.loop.tasks import Tasks
from vortex_gui.console.control.requests.queue_steps import QueueSteps
from vortex_gui.console.control.requests.slot_requests import SlotRequests
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.event_stream import EventStream
from vortex_gui.engine.history.reading import Reading
from vortex_gui.engine.read_only import EngineError, ReadOnlyEngine, Repeated


def test_nothing_is_noted_of_what_the_engine_refuses(state: ConsoleState, tmp_path: Path) -> None:
    engine, noted = ReadOnlyEngine(Reading(tmp_path), EventStream()), list[str]()
    tasks = Tasks(lambda name, error: None)

    def did(text: str, slot_id: int | None = None) -> None:
        noted.append(text)

    steps = QueueSteps(state, tasks, lambda: engine, lambda *words, **more: None, did)
    requests = SlotRequests(state, tasks, steps, lambda: engine, did)
    state.slots.set_queue((1, 2), paused=False)
    requests.cancel((1,))
    requests.clear_queue()
    requests.move(2, 0)
    requests.move_all((1, 2), 0)
    assert noted == []


class _OneIsDamaged(ReadOnlyEngine):
    """An engine that can repeat slot 1 and not slot 2."""

    read_only = False

    async def duplicate_all(self, slot_ids: Iterable[int]) -> Repeated:
        return {1: row(Path("out"), 7)}, [EngineError("The recipe of slot 2 is damaged in the history.")]


async def test_what_was_repeated_is_noted_also_when_one_of_them_is_damaged(
    state: ConsoleState, qloop: asyncio.Runner, tmp_path: Path
) -> None:
    engine, noted, told = _OneIsDamaged(Reading(tmp_path), EventStream()), list[str](), list[str]()
    tasks = Tasks(lambda name, error: told.append(str(error)))

    def did(text: str, slot_id: int | None = None) -> None:
        noted.append(text)

    steps = QueueSteps(state, tasks, lambda: engine, lambda *words, **more: None, did)
    SlotRequests(state, tasks, steps, lambda: engine, did).again("duplicate", (1, 2))
    async with asyncio.timeout(5):
        while not told:
            await asyncio.sleep(0)
    assert noted == ["Duplicated slot 1 as slot 7."]
    assert told == ["The recipe of slot 2 is damaged in the history."]
