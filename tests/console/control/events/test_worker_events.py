"""What events of workers leave behind: loads, orders, a loss."""

from __future__ import annotations

from vortex_gui.console.control.events.apply import EventTaker
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.workers.worker_status import Residency
from vortex_gui.engine.facts.events import (
    FromWorker,
    WorkerLost,
    WorkersChosen,
    WorkerState,
    WorkerStateChanged,
)
from vortex_gui.engine.facts.outcome import ProcessOutcome, StopRung
from vortex_gui.wire.protocol import (
    LoadProgress,
    ModelInfo,
    ModelWarmed,
    WorkerReady,
)


def test_a_models_load_is_kept_by_its_role(state: ConsoleState) -> None:
    taker = EventTaker(state)
    taker.take(LoadProgress("quantising", "flux", 0, 5, 6, 24))
    taker.take(LoadProgress("loading", "kokoro", 1, 5))
    models = state.worker.models
    assert models["flux"].load == LoadProgress("quantising", "flux", 0, 5, 6, 24)
    assert models["kokoro"].load == LoadProgress("loading", "kokoro", 1, 5)


def ready(device: str, pid: int = 7) -> WorkerReady:
    return WorkerReady(3, pid, device, "mini", (), 10, 20, 0.0)


def test_loss_of_one_of_several_names_it_and_marks_its_own_memory_alone(state: ConsoleState) -> None:
    taker = EventTaker(state)
    taker.take(WorkersChosen(("local-1", "local-2")))
    taker.take(WorkerLost(ProcessOutcome(StopRung.DIED, exit_code=1), 4, 2.0, "local-2"))
    (notice,) = state.notices.all()
    assert notice.text.startswith("local-2: The worker died with exit code 1")
    assert [len(seat.memory.marks) for seat in state.workers.seats] == [0, 1]
    taker.take(FromWorker("local-2", ready("CPU 2")))
    assert state.notices.all() == ()


def test_warm_up_shows_at_the_workers_that_are_asked(state: ConsoleState) -> None:
    taker = EventTaker(state)
    taker.take(WorkersChosen(("local-1", "local-2")))
    for seat in state.workers.seats:
        seat.status.update(state=WorkerState.READY)
    taker.begin_warm_up("flux")
    assert warming(state) == [True, False]
    state.workers.ask_all(True)
    taker.begin_warm_up("flux")
    assert warming(state) == [True, True]


def warming(state: ConsoleState) -> list[bool]:
    return [seat.status.models["flux"].state is Residency.WARMING for seat in state.workers.seats]


def test_an_order_to_several_workers_is_under_way_until_the_last_has_answered(state: ConsoleState) -> None:
    taker = EventTaker(state)
    taker.take(WorkersChosen(("local-1", "local-2")))
    for name in ("local-1", "local-2"):
        taker.take(WorkerStateChanged(WorkerState.READY, "", 1.0, worker=name))
    state.workers.ask_all(True)
    taker.begin_warm_up(None)
    roles = tuple(state.profile.roles)
    for role in roles:
        taker.take(FromWorker("local-1", ModelWarmed(ModelInfo(role, "", "", 1, 1, 1.0, 1.0, 1.0))))
    assert state.operations.since("warm_up") is not None
    taker.take(WorkerStateChanged(WorkerState.LOST, "It died.", 2.0, worker="local-2"))
    assert state.operations.since("warm_up") is None
    assert all(state.operations.since(f"warm_up:{role}") is None for role in roles)


def test_a_worker_that_will_not_come_back_can_be_restarted_again(state: ConsoleState) -> None:
    taker = EventTaker(state)
    taker.orders.begin("restart", ["local"])
    taker.take(WorkerLost(ProcessOutcome(StopRung.DIED, exit_code=1), None, None))
    assert state.operations.since("restart") is None
