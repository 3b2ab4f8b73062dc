"""What is asked for is noted in the shift log, and only when the engine takes it."""

from __future__ import annotations

from pathlib import Path

from vortex_gui.console.control.queue_steps import QueueSteps
from vortex_gui.console.control.slot_requests import SlotRequests
from vortex_gui.console.control.tasks import Tasks
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.event_stream import EventStream
from vortex_gui.engine.history.reading import Reading
from vortex_gui.engine.read_only import ReadOnlyEngine


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
