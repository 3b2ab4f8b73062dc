"""The report as it is written: read back whole, with the documented keys, and as JSON that all can read."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest

from tests.base.report.whole_report import FOLDER, WHOLE
from vortex_gui.base.report.report import (
    ReportedError,
    StageTiming,
    kept_take,
)
from vortex_gui.base.report.report_reading import (
    read_report,
)


def test_what_is_written_is_read_back() -> None:
    assert read_report(WHOLE.to_json()) == WHOLE
    failed = replace(
        WHOLE, success=False, outcome="failed", error=ReportedError("stage", "No.", ""), files=None
    )
    assert read_report(failed.to_json()) == failed


def test_the_json_has_the_documented_keys_in_their_order() -> None:
    data = json.loads(WHOLE.to_json())
    assert list(data) == [
        *("slot_id", "seed", "profile", "success", "outcome", "error", "generation_time_ms", "deadline"),
        *(
            "target",
            "stages",
            "verification",
            "takes",
            "checks",
            "memory",
            "rung",
            "completed_prompt",
            "device",
            "threads",
            "worker",
            "face_finding",
            "loudness",
            "warnings",
            "own_files",
            "files",
            "versions",
        ),
        *("checkpoints", "recipe"),
    ]
    assert data["stages"][1] == {
        "name": "actor",
        "start_ms": 1.0,
        "end_ms": 9.0,
        "attempts": 1,
        "units": None,
    }
    assert list(data["verification"]) == [
        *("score_clip_b", "score_clip_l", "ensemble_score", "self_check_passed", "outlier_detected"),
        *("clip_threshold", "keyframes", "thresholds_measured"),
    ]
    assert data["files"]["video"] == str(FOLDER / "slot.mp4")
    assert list(data["files"]) == ["video", "actor", "speech", "report", "srt", "vtt"]
    assert data["loudness"] == {"lufs": -16.1, "true_peak_db": -1.5, "target_lufs": -16.0}
    assert data["checks"][1] == {
        "name": "lips_offset",
        "value": 5.0,
        "limit": 2.0,
        "passed": False,
        "uncertainty": 0.3,
        "at_s": [[0.0, 4.5], [5.0, 6.0]],
    }
    assert data["worker"] == {"id": "local-2", "machine": "studio"}
    assert data["deadline"] == {"due_s": 20.0, "met": True}


def test_a_kept_take_is_told_where_there_are_several() -> None:
    assert kept_take(WHOLE.takes) == 2
    assert kept_take(WHOLE.takes[1:2]) is None
    assert kept_take(()) is None


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_number_that_is_none_is_written_as_null_so_that_the_report_is_json(value: float) -> None:
    report = replace(
        WHOLE,
        generation_time_ms=value,
        stages=(StageTiming("speech", 0.0, value),),
        recipe={"slot_params": {"duration_sec": value}, "list": [value]},
    )
    data = json.loads(report.to_json(), parse_constant=pytest.fail)
    assert (data["generation_time_ms"], data["stages"][0]["end_ms"]) == (None, None)
    assert data["recipe"] == {"slot_params": {"duration_sec": None}, "list": [None]}
