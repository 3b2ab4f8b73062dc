"""Events become notices and state."""

from __future__ import annotations

import pytest

from tests.console.rows import row
from vortex_gui.base.report import Scores
from vortex_gui.console.control.apply import EventTaker
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.worker_status import Residency
from vortex_gui.engine.facts.events import (
    FromWorker,
    Severity,
    SlotChanged,
    WorkerLost,
    WorkersChosen,
    WorkerState,
    WorkerStateChanged,
)
from vortex_gui.engine.facts.outcome import ProcessOutcome, StopRung
from vortex_gui.engine.facts.slots import SlotState
from vortex_gui.wire.protocol import (
    LoadProgress,
    MemorySample,
    ModelInfo,
    ModelWarmed,
    SlotFailed,
    SlotStarted,
    WorkerReady,
)

FAILED_CHECK = Scores(0.512, 0.7, 0.62, self_check_passed=False, outlier_detected=False)
PASSED = Scores(0.8, 0.9, 0.86, self_check_passed=True, outlier_detected=False)


def test_slot_that_fails_its_check_posts_a_warning_once(state: ConsoleState) -> None:
    taker = EventTaker(state)
    taker.take(SlotChanged(row(7, SlotState.RUNNING), None))
    for _ in range(2):
        taker.take(SlotChanged(row(7, SlotState.DONE, scores=FAILED_CHECK), None))
    (notice,) = state.notices.all()
    assert notice.text == "Slot 7 did not pass its check: B 0.51 · L 0.70."
    assert (notice.severity, notice.count) == (Severity.WARNING, 1)
    assert "Duplicate" in notice.remedy


@pytest.mark.parametrize("scores", [PASSED, None])
def test_slot_without_a_failed_check_posts_nothing(state: ConsoleState, scores: Scores | None) -> None:
    taker = EventTaker(state)
    taker.take(SlotChanged(row(7, SlotState.RUNNING), None))
    taker.take(SlotChanged(row(7, SlotState.DONE, scores=scores), None))
    assert state.notices.all() == ()


def test_a_models_load_is_kept_by_its_role(state: ConsoleState) -> None:
    taker = EventTaker(state)
    taker.take(LoadProgress("quantising", "flux", 0, 5, 6, 24))
    taker.take(LoadProgress("loading", "kokoro", 1, 5))
    models = state.worker.models
    assert models["flux"].load == LoadProgress("quantising", "flux", 0, 5, 6, 24)
    assert models["kokoro"].load == LoadProgress("loading", "kokoro", 1, 5)


def test_old_slot_that_is_only_looked_at_posts_nothing(state: ConsoleState) -> None:
    EventTaker(state).take_row(row(7, SlotState.DONE, scores=FAILED_CHECK), None)
    assert state.notices.all() == ()


def test_shift_log_tells_what_became_of_a_slot_once(state: ConsoleState) -> None:
    taker = EventTaker(state)
    taker.take(SlotChanged(row(7, SlotState.QUEUED), 0))
    taker.take(SlotStarted(7, 1))
    taker.take(SlotChanged(row(7, SlotState.RUNNING), None))
    taker.take(SlotFailed(7, "stage", "No voice.", "", "{}", 1))
    for _ in range(2):
        taker.take(SlotChanged(row(7, SlotState.FAILED, error="No voice."), None))
    taker.take_row(row(3, SlotState.DONE), None)
    assert [(entry.text, entry.slot_id) for entry in state.shift.entries] == [
        ("Slot 7 started.", 7),
        ("Slot 7 failed: No voice.", 7),
    ]


def test_shift_log_keeps_warnings_and_errors(state: ConsoleState) -> None:
    taker = EventTaker(state)
    taker.tell(Severity.INFO, "Seed 1 copied.")
    taker.tell(Severity.ERROR, "The worker died.", key="worker")
    assert [entry.text for entry in state.shift.entries] == ["The worker died."]


def sample(used: int) -> MemorySample:
    return MemorySample(1.0, {}, 0, 0, used, None, None, None, "", 0)


def ready(device: str, pid: int = 7) -> WorkerReady:
    return WorkerReady(3, pid, device, "mini", (), 10, 20, 0.0)


def test_of_several_workers_each_keeps_its_own_and_the_chosen_one_is_shown(state: ConsoleState) -> None:
    taker = EventTaker(state)
    taker.take(WorkersChosen(("local-1", "local-2")))
    for number, name in ((1, "local-1"), (2, "local-2")):
        taker.take(WorkerStateChanged(WorkerState.READY, f"{name} is ready.", 1.0, number, name))
        taker.take(FromWorker(name, ready(f"CPU {number}", pid=number)))
        taker.take(FromWorker(name, sample(number)))
    taker.take(FromWorker("elsewhere", sample(9)))
    assert (state.worker.device, state.worker.pid, state.worker.sentence) == ("CPU 1", 1, "local-1 is ready.")
    assert [[each.used for each in seat.memory.recent] for seat in state.workers.seats] == [[1], [2]]
    assert state.memory.latest == sample(1)
    state.workers.choose("local-2")
    assert (state.worker.device, state.memory.latest) == ("CPU 2", sample(2))
    assert [entry.text for entry in state.shift.entries] == [
        "local-1: The worker is ready on CPU 1.",
        "local-2: The worker is ready on CPU 2.",
    ]


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
