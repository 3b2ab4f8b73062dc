"""The history as the loop reads it: a thread with a connection of its own, beside whoever writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from vortex_gui.base.files.identity import Identity, identity
from vortex_gui.base.process.work_thread import WorkThread
from vortex_gui.engine.facts.estimate import PastSlot
from vortex_gui.engine.facts.records import Figures, HistoryError, SlotPage, SlotQuery
from vortex_gui.engine.facts.slots import SlotRow

if TYPE_CHECKING:
    from vortex_gui.engine.history.reader import HistoryReader

_T = TypeVar("_T")


class Reading:
    """Opens the folder's file at the first question; while there is none, every answer is an empty one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: Identity | None = None
        self._thread = WorkThread("history-reader")
        self._reader: HistoryReader | None = None
        self._closed = False

    async def page(self, query: SlotQuery) -> SlotPage:
        return await self._ask(lambda reader: reader.page(query), SlotPage((), 0, query.offset))

    async def row(self, slot_id: int) -> SlotRow | None:
        return await self._ask(lambda reader: reader.row(slot_id), None)

    async def rows(self, slot_ids: Sequence[int]) -> list[SlotRow]:
        return await self._ask(lambda reader: reader.rows(slot_ids), [])

    async def report(self, slot_id: int) -> str | None:
        return await self._ask(lambda reader: reader.report(slot_id), None)

    async def figures(self) -> Figures:
        return await self._ask(lambda reader: reader.figures(), Figures())

    async def past_slots(self, profile: str) -> tuple[PastSlot, ...]:
        return await self._ask(lambda reader: reader.past_slots(profile), ())

    async def close(self) -> None:
        """Answers the waiting questions, and closes; bounded. Later answers are empty ones."""
        if self._closed:
            return
        self._closed = True
        self._thread.run(self._close_reader)
        await self._thread.close()

    async def _ask(self, question: Callable[[HistoryReader], _T], empty: _T) -> _T:
        return empty if self._closed else await self._thread.run(self._answer, question, empty)

    def _close_reader(self) -> None:
        """In the thread, behind a question that still opens the file."""
        if self._reader is not None:
            self._reader.close()

    def _answer(self, question: Callable[[HistoryReader], _T], empty: _T) -> _T:
        """In the thread. Raises `HistoryError` when a file that was opened cannot be read."""
        from vortex_gui.engine.history.file import file_in, open_reader  # asked after the first paint

        path = file_in(self._folder)
        if self._reader is not None and identity(path) not in (None, self._file):
            self._reader.close()  # the file was written again, or another one stands in its place
            self._reader = None
        if self._reader is None:
            try:
                self._reader = open_reader(self._folder)
            except HistoryError:
                return empty
            self._file = identity(path)
        return question(self._reader)
