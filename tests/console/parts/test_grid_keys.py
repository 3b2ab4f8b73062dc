"""Arrow keys go from box to box, and never past the first and the last."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF, Qt

from vortex_gui.console.parts.grid_keys import is_arrow, stepped

FIVE_IN_TWO_ROWS = [QRectF(n % 3 * 50.2, n // 3 * 40, 50, 40) for n in range(5)]


@pytest.mark.parametrize(
    ("key", "at", "goes_to"),
    [
        (Qt.Key.Key_Right, 0, 1),
        (Qt.Key.Key_Left, 4, 3),
        (Qt.Key.Key_Down, 1, 4),
        (Qt.Key.Key_Up, 4, 1),
        (Qt.Key.Key_Left, 0, 0),
        (Qt.Key.Key_Up, 1, 0),
        (Qt.Key.Key_Down, 2, 4),
    ],
)
def test_an_arrow_goes_to_the_next_box_or_row(key: Qt.Key, at: int, goes_to: int) -> None:
    assert is_arrow(key)
    assert stepped(key, at, 5, FIVE_IN_TWO_ROWS) == goes_to


def test_other_keys_are_left_alone() -> None:
    assert not is_arrow(Qt.Key.Key_Return)
