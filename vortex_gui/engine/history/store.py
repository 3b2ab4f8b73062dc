"""The data folder as the loop writes it: its lock, the history, and the thread that writes behind."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Self, TypeVar

from vortex_gui.base.files.private_files import make_private_folder
from vortex_gui.base.process.work_thread import WorkThread
from vortex_gui.base.words.translation import tr
from vortex_gui.base.words.wording import ended
from vortex_gui.engine.data_folder.folder_lock import FolderLock
from vortex_gui.engine.data_folder.folder_modes import mend_modes
from vortex_gui.engine.facts.events import EngineEvent, Notice, Severity, SlotChanged
from vortex_gui.engine.facts.records import HistoryError, SlotDraft, SlotEnd
from vortex_gui.engine.facts.slots import SlotRow
from vortex_gui.engine.history.file import open_history
from vortex_gui.engine.history.history import History
from vortex_gui.engine.history.kept_ends import KeptEnds
from vortex_gui.engine.history.settling import settle
from vortex_gui.engine.history.slot_endings import SlotEndings
from vortex_gui.engine.history.write_behind import Fault, Write, WriteBehind

__all__ = ["Fault", "Store"]

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class _Opened:
    """The writer thread's findings: the history, the slots left in the queue, events to tell.

    `unwritten` holds ends of slots of an earlier console that this one cannot write either.
    """

    history: History
    left: tuple[SlotRow, ...]
    was_paused: bool
    told: tuple[EngineEvent, ...]
    kept: KeptEnds
    unwritten: SlotEndings


class Store:
    """The folder while it is ours. Made by `open` and used on the loop; nothing here blocks it."""

    def __init__(
        self, lock: FolderLock, writes: WorkThread, opened: _Opened, tell: Callable[[EngineEvent], None]
    ) -> None:
        self._lock = lock
        self._writes = writes
        self._history = opened.history
        self._tell = tell
        self._kept = opened.kept
        self._behind = WriteBehind(writes, opened.history, tell, self._keep_ends)
        self._endings: list[SlotEndings] = []
        """Those that are not on disk yet."""
        self._is_keeping = self._ends_changed = self._is_looking = False
        if opened.unwritten.rows:
            self._behind.add_refused(self._end_write(opened.unwritten, self._tell_ended))
        self.left = opened.left
        """The slots left in the queue, in its order."""
        self.was_paused = opened.was_paused
        """Whether the operator left the queue paused."""

    # ── opening and closing ───────────────────────────────────────────────────────────────────

    @classmethod
    async def open(
        cls,
        folder: Path,
        now: Callable[[], float],
        tell: Callable[[EngineEvent], None],
        is_away: Callable[[SlotRow], bool] = lambda row: False,
    ) -> Self:
        """Takes the folder. `tell` hears notices, and rows that ended while opening.

        Running slots that are on another machine run on.

        Raises `HistoryError` or `OSError` when another console has it or it cannot be used.
        """
        lock, writes = FolderLock(folder), WorkThread("history-writer")
        try:
            opened = await writes.run(_open, folder, lock, now, is_away)
        except BaseException:  # also a cancel: closes what the thread still opens
            writes.run(lock.release)
            await writes.close()
            raise
        for event in opened.told:
            tell(event)
        return cls(lock, writes, opened, tell)

    async def close(self) -> None:
        """Finishes the waiting writes, tries the refused ones once more, and closes; bounded."""
        for _ in range(2):  # an answered write may queue another
            await self._idle()
        self._behind.retry()
        for _ in range(2):
            await self._idle()
        self._writes.run(self._history.close)
        self._writes.run(self._lock.release)
        await self._writes.close()

    # ── writing ───────────────────────────────────────────────────────────────────────────────

    async def add(self, drafts: Sequence[SlotDraft]) -> list[SlotRow]:
        """Queues slots on disk. Raises `HistoryError`."""
        return await self._writes.run(self._history.add, drafts)

    async def set_tags(self, tags: Mapping[int, Sequence[str]]) -> list[SlotRow]:
        """Gives slots these tags on disk; returns the rows that there are. Raises `HistoryError`."""
        return await self._writes.run(self._history.set_tags, tags)

    def write(
        self,
        fault: str,
        call: Callable[[History], _T],
        *,
        done: Callable[[_T], None] = lambda _: None,
        failed: Callable[[Fault], None] = lambda _: None,
        key: Hashable = None,
    ) -> None:
        """Writes behind, in order: `call` runs in the writer thread, `done` or `failed` then on the loop.

        A refusal becomes a notice that begins with the sentence `fault`. With a `key`, such as a slot's
        number, `retry` tries a refused write again, unless a later one with that key has taken its place.
        """
        self._behind.send(Write(fault, call, done, failed, key))

    def end(
        self,
        rows: Sequence[SlotRow],
        decide: Callable[[SlotRow], SlotEnd],
        done: Callable[[Sequence[SlotRow]], None],
    ) -> None:
        """Writes the last states of slots behind; `decide` runs once for each, in the writer thread.

        What the disk refuses stays decided: `retry` and `close` try it again, and the next console does.
        """
        self._behind.send(self._end_write(SlotEndings(rows, decide), done))

    def retry(self) -> None:
        """Tries what the disk has refused again, before any later write, also a file that was removed."""
        self._writes.run(self._history.put_back).add_done_callback(self._on_put_back)
        self._behind.retry()

    def look(self, on_fault: Callable[[Fault], None]) -> None:
        """Looks whether the file is still there; no look begins before the one before has ended."""
        if not self._is_looking:
            self._is_looking = True
            self._writes.run(self._history.check_place).add_done_callback(partial(self._on_look, on_fault))

    def _on_look(self, on_fault: Callable[[Fault], None], future: asyncio.Future[None]) -> None:
        self._is_looking = False
        error = future.exception()
        if isinstance(error, HistoryError):
            on_fault((error.sentence, error.remedy))

    def _on_put_back(self, future: asyncio.Future[bool]) -> None:
        error = future.exception()
        if error is not None:
            self._tell(Notice(Severity.ERROR, "history", ended(error)))
        elif future.result():
            text = tr("The console wrote the history again, with all its slots.")
            self._tell(Notice(Severity.SUCCESS, "history", text))

    def _end_write(self, endings: SlotEndings, done: Callable[[Sequence[SlotRow]], None]) -> Write:
        self._endings.append(endings)

        def written(rows: Sequence[SlotRow]) -> None:
            self._endings.remove(endings)
            done(rows)

        fault = tr("The history could not save the end of {count} slots.", count=len(endings.rows))
        if len(endings.rows) == 1:
            fault = tr("The history could not save the end of slot {slot}.", slot=endings.rows[0].slot_id)
        return Write(fault, endings.write, written, lambda _: None, key=endings)

    def _tell_ended(self, rows: Sequence[SlotRow]) -> None:
        for row in rows:
            self._tell(SlotChanged(row, None))

    def _keep_ends(self) -> None:
        """Keeps the decided ends for the next start; once for all that the disk refuses in a row."""
        self._ends_changed = True
        if not self._is_keeping:
            self._save_ends()

    def _save_ends(self) -> None:
        self._is_keeping, self._ends_changed = True, False
        decided = [each for endings in self._endings for each in endings.decided]
        self._writes.run(self._kept.save, decided).add_done_callback(self._on_ends_saved)

    def _on_ends_saved(self, _: asyncio.Future[bool]) -> None:
        self._is_keeping = False
        if self._ends_changed:
            self._save_ends()

    async def _idle(self) -> None:
        await asyncio.wait([self._writes.run(lambda: None)])
        await asyncio.sleep(0)


def _open(
    folder: Path, lock: FolderLock, now: Callable[[], float], is_away: Callable[[SlotRow], bool]
) -> _Opened:
    """In the writer thread: the lock, the history, and the slots left in the queue, put in order."""
    make_private_folder(folder)
    if not lock.take():
        raise HistoryError(
            _held(folder, lock.holder), remedy=tr("Close the other one, or choose another data folder.")
        )
    opened = mend_modes(folder)
    history, damage = open_history(folder)
    told: list[EngineEvent] = [Notice(Severity.ERROR, "history-damaged", damage)] if damage else []
    told += [opened] if opened else []
    kept = KeptEnds(folder)
    settled = settle(history, kept.load(), now(), is_away)
    told += [SlotChanged(row, None) for row in settled.ended]
    kept.reserve()
    if not settled.unwritten.rows and kept.load():
        kept.save(())
    return _Opened(history, settled.left, history.is_paused(), tuple(told), kept, settled.unwritten)


def _held(folder: Path, holder: int | None) -> str:
    if holder is None:
        return tr("Another console works in {folder}; this one only shows the slots.", folder=folder)
    return tr(
        "Another console (process {process}) works in {folder}; this one only shows the slots.",
        process=holder,
        folder=folder,
    )
