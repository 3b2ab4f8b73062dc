"""Keeps the shift log in the data folder: a file a day, one JSON object a line."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Iterable
from pathlib import Path

from vortex_gui.console.control.tasks import Tasks
from vortex_gui.console.state.shift_log import ShiftEntry, ShiftKind, ShiftLog

FOLDER = "shift-log"
DAYS_KEPT = 90
MOST_BYTES = 20_000_000
"""Of a day's file, from its end."""
NAME = re.compile(r"(\d{4}-\d{2}-\d{2})\.jsonl")

_log = logging.getLogger(__name__)


class ShiftKeeper:
    """Writes and reads in threads, one after the other; nothing is written before `begin`."""

    def __init__(self, log: ShiftLog, data_dir: Path, tasks: Tasks) -> None:
        self._log = log
        self._folder = data_dir / FOLDER
        self._tasks = tasks
        self._waiting: list[ShiftEntry] = []
        self._is_open = False
        self._one_at_a_time = asyncio.Lock()
        log.noted.connect(self._on_noted)
        log.wanted.connect(lambda day: tasks.begin(self._read(day), f"shift log {day}"))

    def begin(self, *, writes: bool) -> None:
        """Reads today and the days before; a console that only looks on does not write."""
        self._is_open = writes
        self._tasks.begin(self._open(), "shift log")

    async def close(self) -> None:
        """Writes what waits; called when no further entry comes."""
        await self._write()

    def _on_noted(self, entry: ShiftEntry) -> None:
        self._waiting.append(entry)
        if self._is_open and len(self._waiting) == 1:
            self._tasks.begin(self._write(), "shift log entry")

    async def _open(self) -> None:
        self._log.put_days(await asyncio.to_thread(days_in, self._folder))
        await self._read(self._log.day)
        await self._write()

    async def _read(self, day: str) -> None:
        async with self._one_at_a_time:
            entries = await asyncio.to_thread(read_day, self._folder, day)
        self._log.put(day, entries)

    async def _write(self) -> None:
        async with self._one_at_a_time:
            waiting, self._waiting = self._waiting, []
            if self._is_open and waiting:
                await asyncio.to_thread(append, self._folder, waiting)


def days_in(folder: Path) -> list[str]:
    """The days that have a file; the oldest files beyond `DAYS_KEPT` go."""
    try:
        days = sorted(found[1] for path in folder.iterdir() if (found := NAME.fullmatch(path.name)))
        for day in days[:-DAYS_KEPT]:
            (folder / f"{day}.jsonl").unlink(missing_ok=True)
    except OSError:
        return []
    return days[-DAYS_KEPT:]


def read_day(folder: Path, day: str) -> list[ShiftEntry]:
    """The entries of a day; a damaged line is left out."""
    try:
        with (folder / f"{day}.jsonl").open("rb") as file:
            file.seek(0, 2)
            file.seek(max(0, file.tell() - MOST_BYTES))
            lines = file.read().decode("utf-8", "replace").splitlines()
    except OSError:
        return []
    return [entry for line in lines if (entry := _entry(line)) is not None]


def append(folder: Path, entries: Iterable[ShiftEntry]) -> None:
    """Writes entries at the end of their days' files."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for entry in entries:
            with (folder / f"{entry.day}.jsonl").open("a", encoding="utf-8") as file:
                file.write(_line(entry))
    except OSError as error:
        _log.warning("the shift log could not be written: %s", error)


def _line(entry: ShiftEntry) -> str:
    fields = {"at": entry.at, "kind": entry.kind.value, "text": entry.text, "slot": entry.slot_id}
    return json.dumps(fields) + "\n"


def _entry(line: str) -> ShiftEntry | None:
    try:
        found = json.loads(line)
        slot = found.get("slot")
        return ShiftEntry(
            float(found["at"]),
            ShiftKind(found["kind"]),
            str(found["text"]),
            slot if isinstance(slot, int) else None,
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
