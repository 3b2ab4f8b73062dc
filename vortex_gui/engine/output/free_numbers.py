"""Finds the numbers for new slots: those that neither the history nor a folder has."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from vortex_gui.base.recipe.recipe import MAX_SLOT_ID
from vortex_gui.base.report.report import slot_name
from vortex_gui.base.words.translation import tr
from vortex_gui.engine.facts.records import HistoryError

_FIRST_GAP = (
    "SELECT slot_id + 1 FROM slots AS taken WHERE slot_id >= ?"
    " AND NOT EXISTS (SELECT 1 FROM slots WHERE slot_id = taken.slot_id + 1) ORDER BY slot_id LIMIT 1"
)
"""The end of the run of taken numbers that begins at the given one."""


class FreeNumbers:
    """Made for one submission, in its transaction: it searches on from the number that it gave last."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._top_is_full = False
        self._lowest: dict[Path, int] = {}
        """No number below it is free, by output folder."""

    def take(self, wished: int | None, output_dir: Path) -> int:
        """The wished number, else one more than the highest, else the lowest that is free.

        The caller inserts a row with it before it asks again. Raises `HistoryError` when all are taken.
        """
        if wished is not None and not self._has_row(wished) and not _has_folder(wished, output_dir):
            return wished
        number = None if self._top_is_full else self._free_from(self._highest() + 1, output_dir)
        if number is None:
            self._top_is_full = True
            number = self._free_from(self._lowest.get(output_dir, 0), output_dir)
            if number is None:
                raise HistoryError(
                    tr("All slot numbers are taken."), remedy=tr("Choose another data folder.")
                )
            self._lowest[output_dir] = number
        return number

    def _highest(self) -> int:
        highest: int = self._db.execute("SELECT coalesce(max(slot_id), 0) FROM slots").fetchone()[0]
        return highest

    def _free_from(self, first: int, output_dir: Path) -> int | None:
        """The lowest free number from `first` on."""
        number = first
        while number <= MAX_SLOT_ID:
            if self._has_row(number):
                number = self._db.execute(_FIRST_GAP, (number,)).fetchone()[0]
            elif _has_folder(number, output_dir):  # somebody else's: the program overwrites none
                number += 1
            else:
                return number
        return None

    def _has_row(self, slot_id: int) -> bool:
        return self._db.execute("SELECT 1 FROM slots WHERE slot_id = ?", (slot_id,)).fetchone() is not None


def _has_folder(slot_id: int, output_dir: Path) -> bool:
    return os.path.lexists(output_dir / slot_name(slot_id))
