"""What is read from the memory graph: the values under the cursor, or of the newest bucket, in the legend."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from vortex_gui.base.words.translation import tr
from vortex_gui.console.memory.drawing.canvas import MemoryCanvas
from vortex_gui.console.memory.drawing.legend import LegendRow
from vortex_gui.console.memory.kept.layers import LAYERS
from vortex_gui.console.memory.kept.max_buckets import Columns
from vortex_gui.console.memory.readings import moment_words
from vortex_gui.console.memory.shown_time import ShownTime


class CursorReading:
    """`rows_of` makes the legend's rows of bytes by layer, or of `None` where there is no sample."""

    def __init__(
        self,
        canvas: MemoryCanvas,
        time: ShownTime,
        rows_of: Callable[[dict[str, float] | None], tuple[LegendRow, ...]],
    ) -> None:
        self._canvas = canvas
        self._time = time
        self._rows_of = rows_of
        self._columns: Columns | None = None
        self._cursor: int | None = None

    def show(self, columns: Columns) -> None:
        """Reads these from now on."""
        self._columns = columns
        self.refresh()

    def values(self) -> dict[str, float]:
        """Bytes by layer; empty without samples."""
        index = self._index()
        if index is None or self._columns is None:
            return {}
        return dict(zip(LAYERS, (float(v) for v in self._columns.values[:, index]), strict=True))

    def put(self, column: int | None) -> None:
        """Reads a column of the span shown; `None` reads the newest."""
        if column is not None:
            column = min(max(column, 0), self._time.shown.columns - 1)
        if column != self._cursor:
            self._cursor = column
            self.refresh()

    def step(self, columns: int) -> None:
        """So many columns on, from the newest where none is read."""
        last = self._time.shown.columns - 1
        self.put((last if self._cursor is None else self._cursor) + columns)

    def forget(self) -> None:
        """Another time will be shown: its newest is read."""
        self._cursor = None

    def refresh(self) -> None:
        """Puts the cursor's line and the legend."""
        index, cursor, heading = self._index(), None, tr("No samples")
        if index is not None and self._columns is not None:
            at = float(self._columns.at[index])
            if self._cursor is not None:
                cursor = float(self._columns.starts[index]) + self._time.shown.bucket_s / 2
            heading = moment_words(at, int(self._columns.bits[index]))
        self._canvas.put_cursor(cursor)
        self._canvas.show_rows(heading, self._rows_of(self.values() if index is not None else None))

    def _index(self) -> int | None:
        if self._columns is None:
            return None
        if self._cursor is not None:
            return self._cursor if self._columns.present[self._cursor] else None
        present = np.flatnonzero(self._columns.present)
        return int(present[-1]) if len(present) else None
