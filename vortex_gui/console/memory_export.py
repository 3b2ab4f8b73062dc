"""Writes the memory graph's buckets as a table."""

from __future__ import annotations

import csv
import math
from datetime import datetime
from pathlib import Path

import numpy as np

from vortex_gui.console.max_buckets import Columns
from vortex_gui.console.memory_layers import LAYERS, OWN, stages_of


def write_csv(path: Path, columns: Columns) -> None:
    """A row for each bucket that has a sample; raises `OSError`.

    Bytes are whole numbers; "n/a" is not measurable; a bucket without samples has no row.
    """
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["time", "epoch_s", *(f"{layer}_bytes" for layer in LAYERS), "used_bytes", "stages"])
        for index in np.flatnonzero(columns.present):
            table.writerow(_csv_row(columns, int(index)))


def _csv_row(columns: Columns, index: int) -> list[str]:
    values = columns.values[:, index]
    at = float(columns.at[index])
    return [
        datetime.fromtimestamp(at).astimezone().isoformat(timespec="milliseconds"),
        f"{at:.3f}",
        *("n/a" if math.isnan(value) else f"{value:.0f}" for value in values),
        f"{values[:OWN].sum():.0f}",
        "+".join(stages_of(int(columns.bits[index]))),
    ]
