"""The shift log: what the operator did and what became of it, in the window's words, day by day."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from PySide6.QtCore import QObject, Signal

MOST_ENTRIES = 20_000
"""Of one day in the window; the file has all."""


class ShiftKind(StrEnum):
    """What an entry tells."""

    DID = "did"
    """The operator asked for it."""
    GOOD = "good"
    NOTE = "note"
    DOUBT = "doubt"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class ShiftEntry:
    """One line; `at` in epoch seconds."""

    at: float
    kind: ShiftKind
    text: str
    slot_id: int | None = None

    @property
    def day(self) -> str:
        return day_of(self.at)


def day_of(at: float) -> str:
    """The day of a moment on this machine's clock, such as `2026-11-28`."""
    return time.strftime("%Y-%m-%d", time.localtime(at))


class Did(Protocol):
    """Notes in the shift log what was asked for."""

    def __call__(self, text: str, slot_id: int | None = None) -> None: ...


class ShiftLog(QObject):
    """The entries of one day, and which days there are.

    `noted(ShiftEntry)` for each new one, to be kept; `wanted(day)`: its entries are to be read;
    `appended` after a new entry of the day shown; `changed` after another day or other days.
    """

    noted = Signal(object)
    wanted = Signal(str)
    appended = Signal()
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.day = day_of(time.time())
        self.days: tuple[str, ...] = (self.day,)
        """Newest first."""
        self.entries: list[ShiftEntry] = []

    def note(self, text: str, kind: ShiftKind = ShiftKind.DID, slot_id: int | None = None) -> None:
        """Writes down what has just happened; the view of the newest day follows past midnight."""
        entry = ShiftEntry(time.time(), kind, text, slot_id)
        if entry.day not in self.days:
            follows = self.day == self.days[0]
            self.days = (entry.day, *self.days)
            if follows:
                self.day, self.entries = entry.day, []
            self.changed.emit()
        if entry.day == self.day:
            self.entries.append(entry)
            del self.entries[:-MOST_ENTRIES]
            self.appended.emit()
        self.noted.emit(entry)

    def show_day(self, day: str) -> None:
        """Asks for the entries of another day."""
        if day != self.day:
            self.day, self.entries = day, []
            self.changed.emit()
            self.wanted.emit(day)

    def put(self, day: str, entries: Iterable[ShiftEntry]) -> None:
        """Takes in what was kept of a day; what was noted meanwhile comes after it."""
        if day == self.day:
            kept = list(entries)
            last = kept[-1].at if kept else 0.0
            newer = [entry for entry in self.entries if entry.at > last]
            self.entries = [*kept, *newer][-MOST_ENTRIES:]
            self.changed.emit()

    def put_days(self, days: Iterable[str]) -> None:
        """Takes in which days were kept."""
        found = tuple(sorted({*days, *self.days}, reverse=True))
        if found != self.days:
            self.days = found
            self.changed.emit()
