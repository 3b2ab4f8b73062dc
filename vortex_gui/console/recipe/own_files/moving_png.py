"""Tells a moving PNG picture (APNG): Qt reads the first of its frames and says nothing of the rest."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import IO

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_MOST_CHUNKS = 1_000


def moves(path: Path) -> bool:
    """Whether it is a PNG of several frames; false for a file that is none, that is damaged or not there."""
    try:
        with path.open("rb") as file:
            return file.read(8) == _SIGNATURE and _frames(file) > 1
    except (OSError, struct.error):
        return False


def _frames(file: IO[bytes]) -> int:
    """Of the chunks before the picture's own: `acTL` counts them, `fcTL` makes that picture one of them."""
    count, is_counted = 0, False
    for _ in range(_MOST_CHUNKS):
        size, name = struct.unpack(">I4s", file.read(8))
        if name == b"IDAT":
            return count if is_counted or not count else count + 1
        if name == b"acTL":
            (count,) = struct.unpack(">I", file.read(4))
            size -= 4
        is_counted = is_counted or name == b"fcTL"
        file.seek(size + 4, 1)
    return count
