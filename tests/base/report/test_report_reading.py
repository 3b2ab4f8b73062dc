"""A report is read part by part from whatever somebody wrote: strict, and bounded."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.base.report.whole_report import WHOLE
from vortex_gui.base.report.checks import Check
from vortex_gui.base.report.report import (
    MadeBy,
    Report,
    ReportedError,
    StageTiming,
)
from vortex_gui.base.report.report_reading import (
    MAX_ENTRIES,
    MAX_REPORT_CHARS,
    MAX_TEXT,
    is_strict_json,
    read_report,
)


def read(**changes: Any) -> Report:
    """The whole report with some of its JSON changed."""
    report = read_report(json.dumps(json.loads(WHOLE.to_json()) | changes))
    assert report is not None
    return report


@pytest.mark.parametrize(
    "text", ["", "null", "[]", "{", "{}", '{"slot_id": "7"}', '{"slot_id": true}', "[" * 9999]
)
def test_a_text_that_names_no_slot_is_no_report(text: str) -> None:
    assert read_report(text) is None


def test_a_text_that_is_too_long_is_no_report() -> None:
    assert read_report(json.dumps({"slot_id": 7, "rung": "x" * MAX_REPORT_CHARS})) is None


def test_unknown_keys_are_passed_over() -> None:
    assert read(machine="cuda", heads=[1, 2]) == WHOLE


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


def test_of_checks_those_are_kept_that_can_be_read() -> None:
    good = {"name": "black", "value": 1, "limit": 0, "passed": False, "at_s": [[1, 2]]}
    bad: list[object] = [
        good | {"name": "beauty"},
        good | {"limit": None},
        good | {"passed": "no"},
        "black",
        {},
    ]
    odd = good | {"name": "face", "value": "x", "at_s": [[2, 1], [1], "x", [1, 2, 3], [3, 4]]}
    assert read(checks=[good, *bad, odd]).checks == (
        Check("black", 1.0, 0.0, False, None, ((1.0, 2.0),)),
        Check("face", None, 0.0, False, None, ((3.0, 4.0),)),
    )


def test_a_report_of_an_older_version_has_neither_checks_nor_captions() -> None:
    files = {name: f"/out/{name}" for name in ("video", "actor", "speech", "report")}
    report = read(checks=None, loudness=None, files=files)
    assert (report.checks, report.loudness) == ((), None)
    assert report.files is not None
    assert (report.files.srt, report.files.vtt) == (None, None)


@pytest.mark.parametrize("part", ["stages", "verification", "memory", "files", "deadline", "error", "recipe"])
@pytest.mark.parametrize("wrong", [5, "x", [1], {"x": 1}, [[]]])
def test_a_part_of_another_kind_hides_no_other_part(part: str, wrong: object) -> None:
    report = read(**{part: wrong})
    assert (report.slot_id, report.seed, report.warnings) == (7, 1234, WHOLE.warnings)


def test_texts_and_lists_are_cut_to_their_bounds() -> None:
    report = read(warnings=["w" * (MAX_TEXT + 1)] * (MAX_ENTRIES + 1), versions={"torch": 2, "av": "3"})
    assert [len(warning) for warning in report.warnings] == [MAX_TEXT] * MAX_ENTRIES
    assert report.versions == {"av": "3"}


def test_words_to_be_shown_hold_nothing_that_a_terminal_acts_on() -> None:
    error = {"code": "memory", "message": "\x1b[2Jgone", "remedy": "two\nlines"}
    found = read(error=error, warnings=["\x07beep"], worker={"id": "1", "machine": "box\x9b"})
    assert found.error == ReportedError("memory", " [2Jgone", "two lines")
    assert found.warnings == (" beep",)
    assert found.worker == MadeBy("1", "box ")


def test_a_path_that_no_system_takes_is_no_file() -> None:
    files = json.loads(WHOLE.to_json())["files"]
    assert read(files=files | {"video": "a\0b"}).files is None
    assert read(files={"video": "slot.mp4"}).files is None


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
