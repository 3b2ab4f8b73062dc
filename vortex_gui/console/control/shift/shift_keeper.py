"""Keeps the shift log in the data folder: a file a day, one JSON object a line."""

from __future__ import annotations

import contextlib
import json
import logging
import re
from collections.abc import Iterable
from pathlib import Path

from vortex_gui.base.files.private_files import make_private_folder, open_private
from vortex_gui.base.process.work_thread import WorkThread
from vortex_gui.console.control.loop.tasks import Tasks
from vortex_gui.console.state.shift_log import ShiftEntry, ShiftKind, ShiftLog

FOLDER = "shift-log"
DAYS_KEPT = 90
MOST_BYTES = 20_000_000
"""Of a day's file, from its end."""
NAME = re.compile(r"(\d{4}-\d{2}-\d{2})\.jsonl")

_log = logging.getLogger(__name__)


class ShiftKeeper:
    """Writes and reads in one thread, in order; nothing is written before `begin`."""

    def __init__(self, log: ShiftLog, data_dir: Path, tasks: Tasks) -> None:
        self._log = log
        self._folder = data_dir / FOLDER
        self._tasks = tasks
        self._thread = WorkThread("shift log")
        self._waiting: list[ShiftEntry] = []
        self._collects = True
        self._is_open = False
        log.noted.connect(self._on_noted)
        log.wanted.connect(lambda day: tasks.begin(self._read(day), f"shift log {day}"))

    def begin(self, *, writes: bool) -> None:
        """Reads today and the days before; a console that only looks on does not write."""
        self._collects = self._is_open = writes
        if not writes:
            self._waiting.clear()
        self._tasks.begin(self._open(), "shift log")

    async def close(self) -> None:
        """Writes what waits, within the limit of `WorkThread.close`; called when no further entry comes."""
        waiting, self._waiting = self._waiting, []
        if self._is_open and waiting:
            self._thread.run(append, self._folder, waiting)
        await self._thread.close()

    def _on_noted(self, entry: ShiftEntry) -> None:
        if not self._collects:
            return
        self._waiting.append(entry)
        if self._is_open and len(self._waiting) == 1:
            self._tasks.begin(self._write(), "shift log entry")

    async def _open(self) -> None:
        if self._is_open:
            await self._thread.run(remove_old_days, self._folder)
        self._log.put_days(await self._thread.run(days_in, self._folder))
        await self._read(self._log.day)
        await self._write()

    async def _read(self, day: str) -> None:
        self._log.put(day, await self._thread.run(read_day, self._folder, day))

    async def _write(self) -> None:
        waiting, self._waiting = self._waiting, []
        if self._is_open and waiting:
            await self._thread.run(append, self._folder, waiting)


def days_in(folder: Path) -> list[str]:
    """The newest days that have a file, `DAYS_KEPT` at most."""
    return _all_days(folder)[-DAYS_KEPT:]


def remove_old_days(folder: Path) -> None:
    """Removes the oldest files beyond `DAYS_KEPT`."""
    for day in _all_days(folder)[:-DAYS_KEPT]:
        with contextlib.suppress(OSError):
            (folder / f"{day}.jsonl").unlink()


def _all_days(folder: Path) -> list[str]:
    try:
        return sorted(found[1] for path in folder.iterdir() if (found := NAME.fullmatch(path.name)))
    except OSError:
        return []


def read_day(folder: Path, day: str) -> list[ShiftEntry]:
    """The entries of a day; a damaged line is left out."""
    try:
        with open(folder / f"{day}.jsonl", "rb", opener=open_private) as file:
            file.seek(0, 2)
            file.seek(max(0, file.tell() - MOST_BYTES))
            lines = file.read().decode("utf-8", "replace").splitlines()
    except OSError:
        return []
    return [entry for line in lines if (entry := _entry(line)) is not None]


def append(folder: Path, entries: Iterable[ShiftEntry]) -> None:
    """Writes entries at the end of their days' files, which only their owner can read."""
    try:
        make_private_folder(folder)
        for entry in entries:
            with open(folder / f"{entry.day}.jsonl", "a", encoding="utf-8", opener=open_private) as file:
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
