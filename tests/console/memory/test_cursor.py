"""The legend reads the column under the cursor, and without one the newest that has a sample."""

from __future__ import annotations

import numpy as np
import pytest

from vortex_gui.console.memory.cursor import ColumnCursor
from vortex_gui.console.memory.kept.layers import LAYERS
from vortex_gui.console.memory.kept.max_buckets import Columns


@pytest.fixture
def cursor() -> ColumnCursor:
    """Over three buckets of two seconds; the first two have a sample."""
    cursor = ColumnCursor()
    values = np.tile(np.array([10.0, 20.0, np.nan]), (len(LAYERS), 1))
    starts = np.array([100.0, 102.0, 104.0])
    present = np.array([True, True, False])
    cursor.columns = Columns(starts, starts + 0.5, values, np.zeros(3, np.uint8), present)
    return cursor


def test_without_a_cursor_the_newest_sample_is_read(cursor: ColumnCursor) -> None:
    assert cursor.index == 1
    assert set(cursor.reading().values()) == {20.0}
    assert cursor.moment(2.0) is None


def test_the_pointed_column_is_read_at_the_middle_of_its_bucket(cursor: ColumnCursor) -> None:
    assert cursor.put(0, 3)
    assert not cursor.put(0, 3)
    assert set(cursor.reading().values()) == {10.0}
    assert cursor.moment(2.0) == 101.0


def test_a_bucket_without_a_sample_has_nothing_to_read(cursor: ColumnCursor) -> None:
    cursor.put(99, 3)
    assert (cursor.column, cursor.index, cursor.reading(), cursor.moment(2.0)) == (2, None, {}, None)
    assert cursor.heading() == "No samples"


def test_keys_go_along_from_the_last_column(cursor: ColumnCursor) -> None:
    assert cursor.beside(-1, 3) == 1
    cursor.put(1, 3)
    assert cursor.beside(-1, 3) == 0


def test_nothing_is_read_before_the_first_buckets() -> None:
    assert (ColumnCursor().index, ColumnCursor().reading()) == (None, {})
