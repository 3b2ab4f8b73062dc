"""Each event goes to the worker or the slot that it is of."""

from __future__ import annotations

from tests.console.rows import memory_sample
from vortex_gui.console.control.events.apply import EventTaker
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.facts.events import (
    FromWorker,
    WorkersChosen,
    WorkerState,
    WorkerStateChanged,
)
from vortex_gui.wire.protocol import (
    WorkerReady,
)


def ready(device: str, pid: int = 7) -> WorkerReady:
    return WorkerReady(3, pid, device, "mini", (), 10, 20, 0.0)


def test_of_several_workers_each_keeps_its_own_and_the_chosen_one_is_shown(state: ConsoleState) -> None:
    taker = EventTaker(state)
    taker.take(WorkersChosen(("local-1", "local-2")))
    for number, name in ((1, "local-1"), (2, "local-2")):
        taker.take(WorkerStateChanged(WorkerState.READY, f"{name} is ready.", 1.0, number, name))
        taker.take(FromWorker(name, ready(f"CPU {number}", pid=number)))
        taker.take(FromWorker(name, memory_sample(number)))
    taker.take(FromWorker("elsewhere", memory_sample(9)))
    assert (state.worker.device, state.worker.pid, state.worker.sentence) == ("CPU 1", 1, "local-1 is ready.")
    assert [[each.used for each in seat.memory.recent] for seat in state.workers.seats] == [[1], [2]]
    assert state.memory.latest == memory_sample(1)
    state.workers.choose("local-2")
    assert (state.worker.device, state.memory.latest) == ("CPU 2", memory_sample(2))
    assert [entry.text for entry in state.shift.entries] == [
        "local-1: The worker is ready on CPU 1.",
        "local-2: The worker is ready on CPU 2.",
    ]
