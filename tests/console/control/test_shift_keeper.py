"""The shift log comes back after a restart, day by day."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.console.asking import until
from vortex_gui.console.control.shift_keeper import DAYS_KEPT, FOLDER, ShiftKeeper, append, days_in, read_day
from vortex_gui.console.control.tasks import Tasks
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
