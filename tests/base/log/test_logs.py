"""The structured log: one record is one line of JSON, secrets stay out, files rotate, the tail is bounded."""

from __future__ import annotations

import json
import logging
import os
import sys
import warnings
from pathlib import Path

import pytest

from vortex_gui.base.log.log_line import LogLine
from vortex_gui.base.log.logs import (
    BACKUPS,
    MAX_MESSAGE_CHARS,
    JsonLinesFile,
    LineHandler,
    LogTail,
    line_of,
    note,
    quiet_python_warnings,
    to_json,
    without_secrets,
)


def record(message: str = "hello %s", *args: object, **extra: object) -> logging.LogRecord:
    return logging.getLogger("vortex_gui.test").makeRecord(
        "vortex_gui.test", logging.WARNING, __file__, 1, message, args or ("you",), None, extra=extra
    )


def test_a_record_is_one_line_of_json_with_its_fields() -> None:
    made = record("two\nlines %s", "here", slot_id=7, fields={"freed_bytes": 42, "path": Path("x")})
    text = to_json(line_of(made))
    assert "\n" not in text
    found = json.loads(text)
    assert (found["level"], found["logger"], found["slot_id"]) == ("WARNING", "vortex_gui.test", 7)
    assert found["message"] == "two\nlines here"
    assert found["fields"] == {"freed_bytes": 42, "path": "x"}


def test_an_exception_brings_its_trace() -> None:
    try:
        raise ValueError("boom")
    except ValueError:
        made = logging.getLogger("x").makeRecord("x", 40, __file__, 1, "failed", (), sys.exc_info())
    assert "ValueError: boom" in line_of(made).message


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("got hf_abcdefghijklmnopqrstuvwx from the hub", "hf_abcdefghijklmnopqrstuvwx"),
        ("Authorization: Bearer abcdefgh12345678ABCDEFGH", "abcdefgh12345678ABCDEFGH"),
        ('{"authkey": "00112233445566778899aabbccddeeff"}', "00112233445566778899aabbccddeeff"),
        ("token=ZXhhbXBsZS10b2tlbi12YWx1ZQ==", "ZXhhbXBsZS10b2tlbi12YWx1ZQ"),
    ],
)
def test_secrets_are_blotted_out(text: str, secret: str) -> None:
    assert secret not in without_secrets(text)
    assert secret not in to_json(line_of(record("%s", text, fields={"said": text})))


def test_plain_text_stays() -> None:
    text = "The token limit is 77 tokens; the prompt was truncated."
    assert without_secrets(text) == text


def test_the_handler_gives_lines() -> None:
    lines: list[LogLine] = []
    LineHandler(lines.append).emit(record())
    assert lines[0].message == "hello you"
    assert lines[0].slot_id is None


def test_the_file_rotates_and_keeps_a_bounded_number(tmp_path: Path) -> None:
    file = JsonLinesFile(tmp_path / "logs" / "log.jsonl", max_bytes=2000)
    for number in range(500):
        file.write(note("INFO", f"line {number}"))
    file.close()
    files = sorted(path.name for path in (tmp_path / "logs").iterdir())
    assert files == ["log.jsonl", *(f"log.jsonl.{n}" for n in range(1, BACKUPS + 1))]
    assert all(path.stat().st_size <= 2000 for path in (tmp_path / "logs").iterdir())
    newest = (tmp_path / "logs" / "log.jsonl").read_text().splitlines()
    assert json.loads(newest[-1])["message"] == "line 499"


def test_a_disk_that_refuses_costs_lines_only(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file where the folder should be")
    file = JsonLinesFile(tmp_path / "logs" / "log.jsonl", max_bytes=2000)
    file.write(note("INFO", "lost"))
    assert file.faults == 1
    file.close()


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes by name")
def test_a_pipe_in_its_place_costs_lines_and_no_wait(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "log.jsonl")
    file = JsonLinesFile(tmp_path / "log.jsonl", max_bytes=2000)
    file.write(note("INFO", "lost"))
    file.close()
    assert file.faults == 1


def test_a_record_of_any_length_is_a_bounded_line() -> None:
    line = line_of(record("%s", "x" * 10_000_000, fields={"said": ["y" * 10_000_000]}))
    assert len(line.message) == MAX_MESSAGE_CHARS
    assert line.weight < 3 * MAX_MESSAGE_CHARS
    assert json.loads(to_json(line))["fields"]["value"].startswith('{"said": ["yyy')


def test_the_tail_is_bounded_and_filtered() -> None:
    tail = LogTail(size=10)
    for number in range(30):
        tail.append(note("ERROR" if number % 2 else "DEBUG", f"Line {number}", slot_id=number % 3))
    assert len(tail) == 10
    assert [line.message for line in tail.lines(level="WARNING", slot_id=1)] == ["Line 25"]
    assert [line.message for line in tail.lines(text="LINE 29")] == ["Line 29"]


def test_text_that_is_no_unicode_is_written(tmp_path: Path) -> None:
    file = JsonLinesFile(tmp_path / "log.jsonl", max_bytes=100_000)
    file.write(note("INFO", "caf\udce9 \0 \u202e"))
    file.close()
    assert file.faults == 0
    assert json.loads((tmp_path / "log.jsonl").read_text(errors="replace"))["message"].startswith("caf")


def test_a_python_warning_is_a_record_of_its_text_and_never_reaches_stderr(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    with warnings.catch_warnings(), caplog.at_level(logging.INFO):
        warnings.simplefilter("always")
        quiet_python_warnings()
        warnings.warn("Sound is short.", UserWarning, stacklevel=1)
    (record,) = caplog.records
    line = line_of(record)
    assert (line.level, line.message) == ("INFO", "Sound is short.")
    fields = json.loads(line.fields_json)
    assert fields["category"] == "UserWarning"
    assert "test_logs.py:" in fields["where"]
    assert capsys.readouterr().err == ""
