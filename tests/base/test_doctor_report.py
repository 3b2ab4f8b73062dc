"""A doctor's findings: as lines, as JSON and back, and in a verdict."""

from __future__ import annotations

import json

import pytest

from vortex_gui.base.doctor_report import (
    MOST_CHARS,
    MOST_CHECKS,
    MOST_NAME_CHARS,
    Check,
    DoctorReport,
    State,
    read_doctor,
)

DISK = Check("output folder", State.FAULT, "/out, 0.1 GB free", "Make room.")
REPORT = DoctorReport("mini", (Check("ssh", State.GOOD, "/usr/bin/ssh"), DISK))


def test_a_check_is_a_line_and_its_remedy_stands_below() -> None:
    assert str(DISK) == "FAULT output folder: /out, 0.1 GB free\n      Make room."


def test_what_is_printed_as_json_is_read_again() -> None:
    printed = json.dumps(REPORT.plain()).encode()
    assert json.loads(printed)["faults"] == 1
    assert read_doctor(printed) == REPORT


def test_the_verdict_names_the_profile_and_the_machine() -> None:
    assert REPORT.verdict() == "Profile mini: 1 fault."
    assert DoctorReport("mini", (DISK, DISK)).verdict("box") == "Profile mini: 2 faults."
    assert DoctorReport("mini", ()).verdict() == "Profile mini can run here."
    assert DoctorReport("mini", ()).verdict("ada@box") == "Profile mini can run on ada@box."


def test_what_is_too_long_is_cut() -> None:
    plain = {"name": "n" * 500, "state": "good", "found": "f" * 9000, "remedy": "r" * 9000}
    report = read_doctor(json.dumps({"profile": "p" * 999, "checks": [plain] * 999}).encode())
    assert len(report.checks) == MOST_CHECKS
    assert len(report.profile) == MOST_NAME_CHARS
    first = report.checks[0]
    assert (len(first.name), len(first.found), len(first.remedy)) == (MOST_NAME_CHARS, MOST_CHARS, MOST_CHARS)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b"{}",
        b'{"profile": "mini", "checks": [1]}',
        b'{"profile": "mini", "checks": [{"name": "x"}]}',
        b'{"profile": "mini", "checks": [{"name": "x", "state": "fine", "found": ""}]}',
        b"\xff",
        b"[" * 100_000,
    ],
)
def test_what_no_doctor_printed_is_refused(text: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_doctor(text)
