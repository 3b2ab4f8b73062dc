"""The shift log comes back after a restart, day by day."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.console.asking import until
from vortex_gui.base.files.private_files import HAS_MODES
from vortex_gui.base.process import work_thread
from vortex_gui.console.control.loop.tasks import Tasks
from vortex_gui.console.control.shift import shift_keeper
from vortex_gui.console.control.shift.shift_keeper import (
    DAYS_KEPT,
    FOLDER,
    ShiftKeeper,
    append,
    days_in,
    read_day,
    remove_old_days,
)
from vortex_gui.console.state.shift_log import ShiftEntry, ShiftKind, ShiftLog, day_of


@asynccontextmanager
async def keeping(folder: Path, *, writes: bool = True) -> AsyncIterator[ShiftLog]:
    """A log and its keeper, from the opening of the console to its end."""
    log, faults = ShiftLog(), list[BaseException]()
    tasks = Tasks(lambda name, error: faults.append(error))
    keeper = ShiftKeeper(log, folder, tasks)
    keeper.begin(writes=writes)
    try:
        await until(lambda: not tasks.names, "today is read")
        yield log
    finally:
        await tasks.close()
        await keeper.close()
        assert faults == []


async def test_entries_come_back_after_a_restart(qloop: asyncio.Runner, tmp_path: Path) -> None:
    async with keeping(tmp_path) as log:
        log.note("Queued slot 7.", slot_id=7)
        log.note("Slot 7 finished in 8.2 s.", ShiftKind.GOOD, 7)
        noted = list(log.entries)
    async with keeping(tmp_path) as log:
        assert log.entries == noted
        log.note("Cancelled.")
        assert len(log.entries) == 3


async def test_earlier_day_is_read_when_it_is_chosen(qloop: asyncio.Runner, tmp_path: Path) -> None:
    append(tmp_path / FOLDER, [ShiftEntry(1_000_000_000.0, ShiftKind.BAD, "Slot 3 failed.", 3)])
    day = day_of(1_000_000_000.0)
    async with keeping(tmp_path) as log:
        assert day in log.days
        log.show_day(day)
        await until(lambda: log.entries, "the day is read")
        assert [entry.text for entry in log.entries] == ["Slot 3 failed."]


async def test_console_that_only_looks_on_writes_nothing(qloop: asyncio.Runner, tmp_path: Path) -> None:
    async with keeping(tmp_path, writes=False) as log:
        log.note("Queued slot 7.")
    assert list(tmp_path.iterdir()) == []


async def test_console_that_only_looks_on_removes_no_old_day(qloop: asyncio.Runner, tmp_path: Path) -> None:
    folder = tmp_path / FOLDER
    for number in range(DAYS_KEPT + 3):
        append(folder, [ShiftEntry(1_000_000_000.0 + number * 86_400, ShiftKind.DID, "x")])
    async with keeping(tmp_path, writes=False) as log:
        assert len(log.days) == DAYS_KEPT + 1  # and today
    assert len(list(folder.iterdir())) == DAYS_KEPT + 3
    async with keeping(tmp_path):
        assert len(list(folder.iterdir())) == DAYS_KEPT


async def test_console_that_only_looks_on_collects_nothing(qloop: asyncio.Runner, tmp_path: Path) -> None:
    log = ShiftLog()
    tasks = Tasks(lambda name, error: None)
    keeper = ShiftKeeper(log, tmp_path, tasks)
    log.note("The worker is ready.")
    keeper.begin(writes=False)
    log.note("Slot 7 started.")
    assert keeper._waiting == []
    await tasks.close()
    await keeper.close()


@pytest.mark.skipif(not HAS_MODES, reason="this system's files have no modes")
def test_only_their_owner_reads_the_entries(tmp_path: Path) -> None:
    entry = ShiftEntry(1_000_000_000.0, ShiftKind.DID, "x")
    append(tmp_path / FOLDER, [entry])
    assert (tmp_path / FOLDER).stat().st_mode & 0o777 == 0o700
    assert (tmp_path / FOLDER / f"{entry.day}.jsonl").stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
async def test_a_pipe_in_the_place_of_today_holds_nobody_up(
    qloop: asyncio.Runner, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / FOLDER).mkdir()
    os.mkfifo(tmp_path / FOLDER / f"{day_of(time.time())}.jsonl")
    async with keeping(tmp_path) as log:
        log.note("Queued slot 7.")
        await until(lambda: "the shift log could not be written" in caplog.text, "the fault is logged")
    caplog.clear()


async def test_a_disk_that_does_not_answer_does_not_hold_the_close_up(
    qloop: asyncio.Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = threading.Event()
    monkeypatch.setattr(shift_keeper, "append", lambda folder, entries: answers.wait())
    monkeypatch.setattr(work_thread, "CLOSE_LIMIT_S", 0.1)
    try:
        async with asyncio.timeout(10):
            async with keeping(tmp_path) as log:
                log.note("Queued slot 7.")
    finally:
        answers.set()


def test_damaged_lines_are_left_out(tmp_path: Path) -> None:
    good = ShiftEntry(1_000_000_000.0, ShiftKind.DID, "Queued slot 7.", 7)
    append(tmp_path, [good])
    with (tmp_path / f"{good.day}.jsonl").open("ab") as file:
        file.write(b'{"at": 1}\n[]\nno JSON\n\xff\xfe\n{"at": 1, "kind": "none", "text": ""}\n')
    append(tmp_path, [good])
    assert read_day(tmp_path, good.day) == [good, good]


def test_only_the_newest_days_are_kept(tmp_path: Path) -> None:
    for number in range(DAYS_KEPT + 3):
        append(tmp_path, [ShiftEntry(1_000_000_000.0 + number * 86_400, ShiftKind.DID, "x")])
    (tmp_path / "notes.txt").write_text("mine")
    remove_old_days(tmp_path)
    days = days_in(tmp_path)
    assert len(days) == DAYS_KEPT
    assert (tmp_path / "notes.txt").exists()
    assert len(list(tmp_path.glob("*.jsonl"))) == DAYS_KEPT
    assert days_in(tmp_path / "none") == []


def test_full_disk_costs_the_entry_and_a_warning(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("")
    append(tmp_path / "file", [ShiftEntry(1.0, ShiftKind.DID, "x")])
    assert "the shift log could not be written" in caplog.text
    caplog.clear()
