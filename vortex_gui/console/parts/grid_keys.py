"""Arrow keys among boxes in rows: left and right go by one, up and down by a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, Qt

STEPS: Mapping[int, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
ROWS: Mapping[int, int] = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


def is_arrow(key: int) -> bool:
    """Whether `stepped` knows this key."""
    return key in STEPS or key in ROWS


def stepped(key: int, at: int, count: int, boxes: Sequence[QRectF]) -> int:
    """The place among `count` that an arrow key goes to from `at`; it stays within the first and the last."""
    columns = len({round(box.left()) for box in boxes})
    step = STEPS.get(key, ROWS.get(key, 0) * columns)
    return max(0, min(at + step, count - 1))
