"""What is known of the worker: when a slot could be taken up, and models that are told when they change."""

from __future__ import annotations

import pytest

from vortex_gui.console.state.workers.worker_status import ModelState, Residency, WorkerStatus
from vortex_gui.engine.facts.events import WorkerState


@pytest.mark.parametrize("state", WorkerState)
def test_only_a_ready_or_busy_worker_takes_slots(state: WorkerState) -> None:
    worker = WorkerStatus()
    worker.update(state=state)
    assert worker.ready is (state in (WorkerState.READY, WorkerState.BUSY))


def test_a_model_is_told_only_when_it_changes_and_the_others_stay() -> None:
    worker = WorkerStatus()
    told: list[int] = []
    worker.models_changed.connect(lambda: told.append(len(worker.models)))
    flux = ModelState("flux", "mini/flux", "fp32")
    worker.put_model(flux)
    worker.put_model(flux)
    worker.put_model(ModelState("clip_b", "mini/clip_b", "fp32", Residency.WARM))
    before = worker.models
    worker.put_model(ModelState("flux", "mini/flux", "fp32", Residency.LOADING))
    assert told == [1, 2, 2]
    assert before["flux"].state is Residency.ABSENT
    assert worker.models["flux"].state is Residency.LOADING
