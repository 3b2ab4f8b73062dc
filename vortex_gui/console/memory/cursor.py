"""Which column of the memory graph is read: the one under the cursor, or the newest with a sample."""

from __future__ import annotations

import numpy as np

from vortex_gui.base.words.translation import tr
from vortex_gui.console.memory.kept.layers import LAYERS
from vortex_gui.console.memory.kept.max_buckets import Columns
from vortex_gui.console.memory.readings import moment_words


class ColumnCursor:
    """`columns` are the buckets in view, `column` the one under the cursor; `None` without."""

    def __init__(self) -> None:
        self.columns: Columns | None = None
        self.column: int | None = None

    def put(self, column: int | None, count: int) -> bool:
        """Points at one of so many columns, or at none; returns whether it pointed elsewhere before."""
        if column is not None:
            column = min(max(column, 0), count - 1)
        before, self.column = self.column, column
        return column != before

    def beside(self, by: int, count: int) -> int:
        """The column so many to the right of the cursor, of so many columns; without one, of the last."""
        return (count - 1 if self.column is None else self.column) + by

    @property
    def index(self) -> int | None:
        """The column that is read; `None` when it holds no sample."""
        if self.columns is None:
            return None
        if self.column is not None:
            return self.column if self.columns.present[self.column] else None
        present = np.flatnonzero(self.columns.present)
        return int(present[-1]) if len(present) else None

    def reading(self) -> dict[str, float]:
        """Bytes by layer; empty without a sample."""
        index = self.index
        if index is None or self.columns is None:
            return {}
        return dict(zip(LAYERS, (float(v) for v in self.columns.values[:, index]), strict=True))

    def moment(self, bucket_s: float) -> float | None:
        """Epoch seconds of the middle of the bucket under the cursor; `None` without a cursor or a sample."""
        if self.index is None or self.columns is None or self.column is None:
            return None
        return float(self.columns.starts[self.index]) + bucket_s / 2

    def heading(self) -> str:
        """When the sample was taken, and the stages that ran then."""
        index = self.index
        if index is None or self.columns is None:
            return tr("No samples")
        return moment_words(float(self.columns.at[index]), int(self.columns.bits[index]))
