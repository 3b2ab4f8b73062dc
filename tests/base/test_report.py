"""The report: written and read back whole, and read part by part from whatever somebody wrote."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from vortex_gui.base.report import (
    Deadline,
    KeyframeScore,
    MemoryReport,
    Report,
    ReportedError,
    SlotFiles,
    StageTiming,
    Verification,
)
from vortex_gui.base.report_reading import (
    MAX_ENTRIES,
    MAX_REPORT_CHARS,
    MAX_TEXT,
    is_strict_json,
    read_report,
)

FOLDER = Path("out") / "slot-000007"
WHOLE = Report(
    slot_id=7,
    seed=1234,
    profile="mini",
    success=True,
    outcome="done",
    generation_time_ms=9000.5,
    deadline=Deadline(20.0, True),
    stages=(StageTiming("speech", 0.0, 5.0, 2, 12.0), StageTiming("actor", 1.0, 9.0)),
    verification=Verification(0.7, 0.86, 0.8, True, False, 0.71, (KeyframeScore(0, 0.7, 0.9),)),
    memory=MemoryReport(10, 20, 30),
    rung="full",
    face_finding="by a network",
    warnings=("Prompt truncated.",),
    files=SlotFiles(*(FOLDER / name for name in ("slot.mp4", "actor.png", "speech.wav", "report.json"))),
    versions={"torch": "2"},
    checkpoints={"flux": "abc"},
    recipe={"audio_track": {"script": "Hello."}},
)


def read(**changes: Any) -> Report:
    """The whole report with some of its JSON changed."""
    report = read_report(json.dumps(json.loads(WHOLE.to_json()) | changes))
    assert report is not None
    return report


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
        *("stages", "verification", "memory", "rung", "face_finding", "warnings", "files", "versions"),
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
        *("clip_threshold", "keyframes"),
    ]
    assert data["files"]["video"] == str(FOLDER / "slot.mp4")
    assert data["deadline"] == {"due_s": 20.0, "met": True}


@pytest.mark.parametrize(
    "text", ["", "null", "[]", "{", "{}", '{"slot_id": "7"}', '{"slot_id": true}', "[" * 9999]
)
def test_a_text_that_names_no_slot_is_no_report(text: str) -> None:
    assert read_report(text) is None


def test_a_text_that_is_too_long_is_no_report() -> None:
    assert read_report(json.dumps({"slot_id": 7, "rung": "x" * MAX_REPORT_CHARS})) is None


def test_unknown_keys_are_passed_over() -> None:
    assert read(device="cuda", takes=[1, 2]) == WHOLE


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-1", "1e13", '"9"', "true", "1" + "0" * 400])
def test_a_number_that_cannot_be_is_unknown(number: str) -> None:
    report = read_report(f'{{"slot_id": 7, "generation_time_ms": {number}}}')
    assert report is not None
    assert report.generation_time_ms is None


@pytest.mark.parametrize("score", [-0.1, 2.6, None, "0.7", True])
def test_a_verification_with_a_score_that_cannot_be_is_none(score: object) -> None:
    verification = json.loads(WHOLE.to_json())["verification"] | {"score_clip_l": score}
    assert read(verification=verification).verification is None


def test_of_stages_those_are_kept_that_can_be_read() -> None:
    good = {"name": "speech", "start_ms": 0, "end_ms": 5}
    bad: list[object] = [
        good | {"name": "not a stage"},
        good | {"end_ms": -1},
        good | {"attempts": 1.5},
        "speech",
        {},
    ]
    twice = good | {"end_ms": 6}
    assert read(stages=[good, *bad, twice]).stages == (StageTiming("speech", 0.0, 6.0, 1),)


@pytest.mark.parametrize("part", ["stages", "verification", "memory", "files", "deadline", "error", "recipe"])
@pytest.mark.parametrize("wrong", [5, "x", [1], {"x": 1}, [[]]])
def test_a_part_of_another_kind_hides_no_other_part(part: str, wrong: object) -> None:
    report = read(**{part: wrong})
    assert (report.slot_id, report.seed, report.warnings) == (7, 1234, WHOLE.warnings)


def test_texts_and_lists_are_cut_to_their_bounds() -> None:
    report = read(warnings=["w" * (MAX_TEXT + 1)] * (MAX_ENTRIES + 1), versions={"torch": 2, "av": "3"})
    assert [len(warning) for warning in report.warnings] == [MAX_TEXT] * MAX_ENTRIES
    assert report.versions == {"av": "3"}


def test_a_path_that_no_system_takes_is_no_file() -> None:
    files = json.loads(WHOLE.to_json())["files"]
    assert read(files=files | {"video": "a\0b"}).files is None
    assert read(files={"video": "slot.mp4"}).files is None


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


@pytest.mark.parametrize(
    ("text", "strict"),
    [
        ('{"a": 1e308}', True),
        ('{"a": NaN}', False),
        ("[Infinity]", False),
        ("-Infinity", False),
        ("{", False),
        ("[" * 99_999, False),
        ("9" * 5000, False),
    ],
)
def test_a_text_that_only_python_takes_is_not_strict(text: str, strict: bool) -> None:
    assert is_strict_json(text) is strict
