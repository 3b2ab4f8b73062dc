"""The data folder as the loop writes it: its lock, the history, and the thread that writes behind."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TypeVar

from vortex_gui.base.translation import tr
from vortex_gui.base.work_thread import WorkThread
from vortex_gui.engine.facts.events import EngineEvent, Notice, Severity, SlotChanged
from vortex_gui.engine.facts.records import HistoryError, SlotDraft
from vortex_gui.engine.facts.slots import SlotRow, SlotState
from vortex_gui.engine.history.file import open_history
from vortex_gui.engine.history.finished_folder import end_of, whole_report
from vortex_gui.engine.history.folder_lock import FolderLock
from vortex_gui.engine.history.history import History

_T = TypeVar("_T")
_log = logging.getLogger(__name__)
Fault = tuple[str, str]
"""A sentence and a remedy."""


@dataclass(frozen=True, slots=True)
class _Opened:
    """The writer thread's findings: the history, the slots left in the queue, and events to tell."""

    history: History
    left: tuple[SlotRow, ...]
    told: tuple[EngineEvent, ...]


class Store:
    """The folder while it is ours. Made by `open` and used on the loop; nothing here blocks it."""

    def __init__(
        self, lock: FolderLock, writes: WorkThread, opened: _Opened, tell: Callable[[EngineEvent], None]
    ) -> None:
        self._lock = lock
        self._writes = writes
        self._history = opened.history
        self._tell = tell
        self.left = opened.left
        """The slots left in the queue, in its order."""

    # ── opening and closing ───────────────────────────────────────────────────────────────────

    @classmethod
    async def open(cls, folder: Path, now: Callable[[], float], tell: Callable[[EngineEvent], None]) -> Self:
        """Takes the folder. `tell` hears notices, and rows that ended while opening.

        Raises `HistoryError` or `OSError` when another console has it or it cannot be used.
        """
        lock, writes = FolderLock(folder), WorkThread("history-writer")
        try:
            opened = await writes.run(_open, folder, lock, now)
        except BaseException:  # also a cancel: closes what the thread still opens
            writes.run(lock.release)
            await writes.close()
            raise
        for event in opened.told:
            tell(event)
        return cls(lock, writes, opened, tell)

    async def close(self) -> None:
        """Finishes the waiting writes, and closes; bounded."""
        for _ in range(2):  # an answered write may queue another
            await asyncio.wait([self._writes.run(lambda: None)])
            await asyncio.sleep(0)
        self._writes.run(self._history.close)
        self._writes.run(self._lock.release)
        await self._writes.close()

    # ── writing ───────────────────────────────────────────────────────────────────────────────

    async def add(self, drafts: Sequence[SlotDraft]) -> list[SlotRow]:
        """Queues slots on disk. Raises `HistoryError`."""
        return await self._writes.run(self._history.add, drafts)

    def write(
        self,
        fault: str,
        call: Callable[[History], _T],
        *,
        done: Callable[[_T], None] = lambda _: None,
        failed: Callable[[Fault], None] = lambda _: None,
    ) -> None:
        """Writes behind, in order: `call` runs in the writer thread, `done` or `failed` then on the loop.

        A refusal becomes a notice that begins with the sentence `fault`.
        """

        def answered(future: asyncio.Future[_T]) -> None:
            error = future.exception()
            if error is None:
                done(future.result())
                return
            _log.error("%s", fault, exc_info=error)
            text = tr("{fault} {reason}", fault=fault, reason=error)
            self._tell(Notice(Severity.ERROR, "history", text))
            failed((str(error), tr("Fix the disk, then resume the queue.")))

        self._writes.run(call, self._history).add_done_callback(answered)


def _open(folder: Path, lock: FolderLock, now: Callable[[], float]) -> _Opened:
    """In the writer thread: the lock, the history, and the slots left in the queue, put in order."""
    folder.mkdir(parents=True, exist_ok=True)
    if not lock.take():
        raise HistoryError(
            _held(folder, lock.holder), remedy=tr("Close the other one, or choose another data folder.")
        )
    history, damage = open_history(folder)
    told: list[EngineEvent] = [Notice(Severity.ERROR, "history-damaged", damage)] if damage else []
    rows = [_settled(history, row, now()) for row in history.open_slots()]
    told += [SlotChanged(row, None) for row in rows if row.state.is_final]
    return _Opened(history, tuple(row for row in rows if not row.state.is_final), tuple(told))


def _held(folder: Path, holder: int | None) -> str:
    if holder is None:
        return tr("Another console works in {folder}; this one only shows the slots.", folder=folder)
    return tr(
        "Another console (process {process}) works in {folder}; this one only shows the slots.",
        process=holder,
        folder=folder,
    )


def _settled(history: History, row: SlotRow, at: float) -> SlotRow:
    """A slot that ran when the console died is done if its folder is whole, else it waits again."""
    if row.state is SlotState.QUEUED:
        return row
    if (report := whole_report(row)) is not None:
        history.end(row.slot_id, end_of(SlotState.DONE, at, report, due_at=row.due_at))
        return history.row(row.slot_id) or row
    waiting = row.waiting_again(rank=row.rank, attempts=row.attempts, deaths=row.deaths)
    history.keep(waiting, while_in=SlotState.RUNNING)
    return waiting
