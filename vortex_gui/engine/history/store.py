"""The data folder as the loop sees it: its lock, the history, and the two threads that write and read it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from vortex_gui.base.work_thread import WorkThread
from vortex_gui.engine.facts.estimate import PastSlot
from vortex_gui.engine.facts.events import EngineEvent, Notice, Severity, SlotChanged
from vortex_gui.engine.facts.records import Figures, HistoryError, SlotDraft, SlotPage, SlotQuery
from vortex_gui.engine.facts.slots import SlotRow, SlotState
from vortex_gui.engine.history.file import open_history, open_reader
from vortex_gui.engine.history.finished_folder import end_of, whole_report
from vortex_gui.engine.history.folder_lock import FolderLock
from vortex_gui.engine.history.history import History
from vortex_gui.engine.history.reader import HistoryReader

_T = TypeVar("_T")
_log = logging.getLogger(__name__)
Fault = tuple[str, str]
"""A sentence and a remedy."""


class Store:
    """All disk work of the engine. Made and used on the loop; nothing here blocks it.

    `tell` is called on the loop with notices, and with rows that were settled while opening.
    """

    def __init__(self, folder: Path, now: Callable[[], float], tell: Callable[[EngineEvent], None]) -> None:
        self._folder = folder
        self._now = now
        self._tell = tell
        self._lock = FolderLock(folder)
        self._writes = WorkThread("history-writer")
        self._reads = WorkThread("history-reader")
        self._history: History | None = None
        self._reader: HistoryReader | None = None

    # ── opening and closing ───────────────────────────────────────────────────────────────────

    async def open(self) -> list[SlotRow]:
        """Takes the folder; what was left in the queue, in its order.

        Raises `HistoryError` or `OSError` when another console has it or it cannot be used.
        """
        return await self._writes.run(self._open)

    async def open_reader(self) -> None:
        """Opens the side that reads, beside another console too; without a file pages are empty."""
        try:
            self._reader = await self._reads.run(open_reader, self._folder)
        except HistoryError:
            self._reader = None

    async def close(self) -> None:
        """Writes what waits, and closes; bounded."""
        for _ in range(2):  # what is answered may have something to write in its turn
            await asyncio.wait([self._writes.run(lambda: None)])
            await asyncio.sleep(0)
        for thread, closing in ((self._writes, self._close_history), (self._reads, self._close_reader)):
            thread.run(closing)
            await thread.close()

    def _open(self) -> list[SlotRow]:
        """In the writer thread: the lock, the history, and what was left in the queue, put in order."""
        self._folder.mkdir(parents=True, exist_ok=True)
        if not self._lock.take():
            holder = f" (process {self._lock.holder})" if self._lock.holder else ""
            raise HistoryError(
                f"Another console{holder} works in {self._folder}; this one only shows the slots.",
                remedy="Close the other one, or choose another data folder.",
            )
        self._history, told = open_history(self._folder)
        if told:
            self._tell_from_thread(Notice(Severity.ERROR, "history-damaged", told))
        return [row for row in map(self._settled, self._history.open_slots()) if row is not None]

    def _settled(self, row: SlotRow) -> SlotRow | None:
        """A slot that ran when the console died is done if its folder is whole, else it waits again."""
        assert self._history is not None
        if row.state is SlotState.QUEUED:
            return row
        if (report := whole_report(row)) is not None:
            self._history.end(row.slot_id, end_of(SlotState.DONE, self._now(), report, due_at=row.due_at))
            self._tell_from_thread(SlotChanged(self._history.row(row.slot_id) or row, None))
            return None
        self._history.put_back(row.slot_id, rank=row.rank, attempts=row.attempts, deaths=row.deaths)
        return replace(row, state=SlotState.QUEUED, started_at=None)

    def _close_history(self) -> None:
        if self._history is not None:
            self._history.close()
        self._lock.release()

    def _close_reader(self) -> None:
        if self._reader is not None:
            self._reader.close()

    # ── writing ───────────────────────────────────────────────────────────────────────────────

    async def add(self, drafts: Sequence[SlotDraft]) -> list[SlotRow]:
        """Queues slots on disk. Raises `HistoryError`."""
        if self._history is None:
            raise HistoryError("The history is not open.")
        return await self._writes.run(self._history.add, drafts)

    def write(
        self,
        what: str,
        call: Callable[[History], _T],
        *,
        done: Callable[[_T], None] = lambda _: None,
        failed: Callable[[Fault], None] = lambda _: None,
    ) -> None:
        """Writes behind, in order: `call` runs in the writer thread, `done` or `failed` then on the loop.

        A refusal is told as a notice too.
        """
        history = self._history
        assert history is not None

        def answered(future: asyncio.Future[_T]) -> None:
            error = future.exception()
            if error is None:
                done(future.result())
                return
            _log.error("writing %s failed", what, exc_info=error)
            self._tell(Notice(Severity.ERROR, "history", f"The history could not take in {what}. {error}"))
            failed((str(error), "Mend the disk, then resume the queue."))

        self._writes.run(call, history).add_done_callback(answered)

    def _tell_from_thread(self, event: EngineEvent) -> None:
        self._writes.loop.call_soon_threadsafe(self._tell, event)

    # ── reading ───────────────────────────────────────────────────────────────────────────────

    async def page(self, query: SlotQuery) -> SlotPage:
        reader = self._reader
        return SlotPage((), 0, query.offset) if reader is None else await self._reads.run(reader.page, query)

    async def row(self, slot_id: int) -> SlotRow | None:
        reader = self._reader
        return None if reader is None else await self._reads.run(reader.row, slot_id)

    async def report(self, slot_id: int) -> str | None:
        reader = self._reader
        return None if reader is None else await self._reads.run(reader.report, slot_id)

    async def figures(self) -> Figures:
        reader = self._reader
        return Figures() if reader is None else await self._reads.run(reader.figures)

    async def past_slots(self, profile: str) -> tuple[PastSlot, ...]:
        reader = self._reader
        return () if reader is None else await self._reads.run(reader.past_slots, profile)
