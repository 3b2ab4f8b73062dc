"""Each way out of the queue as a decision: the state, the sentence, and whether the deadline was met."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from tests.engine.rows import report_of, row, write_folder
from vortex_gui.engine.facts.slots import SlotState
from vortex_gui.engine.slot_ends import cancelled, failed, finished, missed, set_aside
from vortex_gui.wire.protocol import SlotFailed

AT = 200.0


def test_done_is_believed_only_of_a_whole_folder(tmp_path: Path) -> None:
    slot = row(tmp_path, due_at=AT - 1)
    report = report_of(slot, generation_time_ms=50.0)
    lied = finished(report)(slot, AT)
    assert (lied.state, lied.error_code) == (SlotState.FAILED, "output")
    assert "is incomplete" in lied.error
    write_folder(slot, report)
    done = finished(report)(slot, AT)
    assert (done.state, done.at, done.generation_ms) == (SlotState.DONE, AT, 50.0)
    assert done.report_json == report


def test_a_deadline_is_met_when_the_end_comes_no_later(tmp_path: Path) -> None:
    slot = row(tmp_path, due_at=AT)
    report = report_of(slot)
    write_folder(slot, report)
    assert finished(report)(slot, AT).deadline_met is True
    assert finished(report)(slot, AT + 0.1).deadline_met is False


def test_a_failure_keeps_the_workers_words(tmp_path: Path) -> None:
    slot = row(tmp_path)
    event = SlotFailed(1, "stage", "It failed.", "Try again.", report_of(slot, success=False), 1)
    end = failed(event)(slot, AT)
    assert (end.state, end.error_code, end.error, end.remedy) == (
        SlotState.FAILED, "stage", "It failed.", "Try again.",
    )  # fmt: skip


def test_a_missed_deadline_is_not_met_whatever_the_report_says(tmp_path: Path) -> None:
    slot = row(tmp_path)
    end = missed("Too late.", report_of(slot, deadline={"due_s": 3.0, "met": True}))(slot, AT)
    assert (end.state, end.deadline_met, end.error) == (SlotState.MISSED, False, "Too late.")


def test_cancelled_and_set_aside_need_no_report(tmp_path: Path) -> None:
    slot = row(tmp_path)
    assert cancelled(slot, AT).state is SlotState.CANCELLED
    end = set_aside("Its worker died twice.")(slot, AT)
    assert (end.state, end.error, end.report_json) == (
        SlotState.SET_ASIDE, "Its worker died twice.", None,
    )  # fmt: skip


@pytest.mark.parametrize(
    "stage", [{"start_ms": float("nan")}, {"end_ms": float("inf")}, {"end_ms": 1e18}, {"attempts": 10**30}]
)
def test_a_report_with_numbers_that_cannot_be_ends_the_slot_all_the_same(
    tmp_path: Path, stage: dict[str, float]
) -> None:
    slot = row(tmp_path)
    timing = {"name": "speech", "start_ms": 0.0, "end_ms": 5.0, "attempts": 1} | stage
    report = report_of(slot, stages=[timing], generation_time_ms=10**400)
    write_folder(slot, report)
    end = finished(report)(slot, AT)
    is_json = all(math.isfinite(value) for value in stage.values())
    assert end.state is (SlotState.DONE if is_json else SlotState.FAILED)
    assert (end.stages, end.generation_ms) == ((), None)
