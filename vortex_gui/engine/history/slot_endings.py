"""Ends of slots on their way to the disk: decided once, and the same at every try to write them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace

from vortex_gui.base.words.translation import tr
from vortex_gui.engine.facts.records import HistoryError, SlotEnd
from vortex_gui.engine.facts.slots import SlotRow, SlotState
from vortex_gui.engine.history.history import History


class SlotEndings:
    """Used in the writer thread; `decide` may look at the disk."""

    def __init__(self, rows: Sequence[SlotRow], decide: Callable[[SlotRow], SlotEnd]) -> None:
        self.rows = tuple(rows)
        self.decided: tuple[tuple[SlotRow, SlotEnd], ...] = ()
        """Empty until the first try."""
        self._decide = decide

    def write(self, history: History) -> list[SlotRow]:
        """The rows as the history has them then. Raises `HistoryError` when the disk refuses."""
        if not self.decided:
            self.decided = tuple((row, self._decide(row)) for row in self.rows)
        try:
            history.end_all([(row.slot_id, end, row.deaths) for row, end in self.decided])
        except HistoryError as error:
            if not isinstance(error.__cause__, sqlite3.IntegrityError):
                raise
            for row, end in self.decided:  # the disk is well, a report is not
                _write(history, row, end)
        written = {row.slot_id: row for row in history.rows([row.slot_id for row in self.rows])}
        return [written.get(row.slot_id, row) for row in self.rows]


def _write(history: History, row: SlotRow, end: SlotEnd) -> None:
    try:
        history.end(row.slot_id, end, deaths=row.deaths)
    except HistoryError as error:
        if not isinstance(error.__cause__, sqlite3.IntegrityError):
            raise
        history.end(row.slot_id, _without_figures(end), deaths=row.deaths)


def _without_figures(end: SlotEnd) -> SlotEnd:
    """The slot failed, with a report that the history cannot hold."""
    told = SlotEnd(SlotState.FAILED, end.at, error_code=end.error_code or "output")
    return replace(told, error=tr("Its report holds values that the history cannot keep."), remedy=end.remedy)
