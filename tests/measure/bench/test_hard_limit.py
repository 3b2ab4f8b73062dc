"""The short form of the bench under pressure, and what it counts as a broken promise."""

from __future__ import annotations

from dataclasses import replace

import pytest

from vortex_gui.base.report.report import MemoryReport
from vortex_gui.measure.bench.hard_limit import WorkingSet, faults_of, limits, press
from vortex_gui.pipeline import GenerationResult, VortexPipeline

SLOTS = 6
SOFT, HARD = 800, 900
SENTENCE = "Memory hard limit exceeded: 0.95 of 0.90 GB in use."

DONE = GenerationResult(1, True, 10.0, memory=MemoryReport(700, SOFT, HARD))
STOPPED = replace(
    DONE,
    success=False,
    outcome="failed",
    error_code="memory",
    error_msg=SENTENCE,
    remedy="Shorten it.",
    memory=MemoryReport(950, SOFT, HARD),
    warnings=("Memory over the soft limit: 0.85 of 0.80 GB in use.", SENTENCE),
)


@pytest.mark.expects_log
def test_no_slot_is_done_over_the_hard_limit_every_stop_is_told_and_the_next_slot_works(
    pipeline: VortexPipeline,
) -> None:
    """How many are done depends on what this process has held before; the easy slots between them all are."""
    trial = press(pipeline, SLOTS)
    assert trial.faults == 0
    assert trial.done + trial.stopped == SLOTS
    assert trial.stopped > 0


def test_limits_lie_around_the_working_set_in_order() -> None:
    found = list(WorkingSet(1_000_000_000, 1_200_000_000).limits(50))
    assert all(0 < soft <= hard for soft, hard in found)
    assert min(hard for _, hard in found) < 1.0
    assert max(hard for _, hard in found) > 1.2


def test_limits_are_put_back(pipeline: VortexPipeline) -> None:
    before = pipeline.monitor.soft_limit_bytes, pipeline.monitor.hard_limit_bytes
    with limits(pipeline, 1.0, 2.0):
        assert pipeline.monitor.hard_limit_bytes == 2_000_000_000
    assert (pipeline.monitor.soft_limit_bytes, pipeline.monitor.hard_limit_bytes) == before


@pytest.mark.parametrize(
    ("result", "seen_peak", "fault"),
    [
        (DONE, 0, ""),
        (STOPPED, 0, ""),
        (replace(DONE, memory=MemoryReport(901, SOFT, HARD), warnings=("limit",)), 0, "finished slot"),
        (DONE, 901, "finished slot"),
        (replace(DONE, memory=MemoryReport(850, SOFT, HARD)), 0, "no warning"),
        (replace(STOPPED, error_code="stage"), 0, "another reason"),
        (replace(STOPPED, remedy=""), 0, "another reason"),
        (replace(STOPPED, warnings=STOPPED.warnings[:1]), 0, "not among the warnings"),
    ],
)
def test_each_broken_promise_is_a_fault(result: GenerationResult, seen_peak: int, fault: str) -> None:
    found = list(faults_of(result, seen_peak))
    assert len(found) == (1 if fault else 0)
    assert fault in "".join(found)
