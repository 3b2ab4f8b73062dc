"""Reads how a camera was held from the EXIF data of a PNG or WebP picture; Qt reads that of JPEG alone."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import IO

UPRIGHT = 1
_TAG = 0x112
_MOST_CHUNKS, _MOST_BYTES = 1_000, 1 << 20


def orientation_of(path: Path) -> int:
    """1 to 8, as EXIF counts; 1 is upright, and what a file says that says nothing, or that is damaged."""
    try:
        with path.open("rb") as file:
            for exif in _exif_of(file):
                return _orientation(exif.removeprefix(b"Exif\0\0"))
    except (OSError, struct.error):
        pass
    return UPRIGHT


def _exif_of(file: IO[bytes]) -> Iterator[bytes]:
    head = file.read(12)
    if head[:8] == b"\x89PNG\r\n\x1a\n":
        file.seek(8)
        yield from _chunks(file, b"eXIf", ">I4s", name_first=False, around=4)
    elif head[:4] == b"RIFF" and head[8:] == b"WEBP":
        yield from _chunks(file, b"EXIF", "<4sI", name_first=True, around=0)


def _chunks(file: IO[bytes], wanted: bytes, head: str, *, name_first: bool, around: int) -> Iterator[bytes]:
    """What chunks of that name hold; `around` bytes follow each, and RIFF's have an even length."""
    for _ in range(_MOST_CHUNKS):
        found = file.read(8)
        if len(found) < 8:
            return
        first, second = struct.unpack(head, found)
        name, size = (first, second) if name_first else (second, first)
        if name == wanted and size <= _MOST_BYTES:
            yield file.read(size)
            return
        file.seek(size + around + (size % 2 if name_first else 0), 1)


def _orientation(exif: bytes) -> int:
    """Of a TIFF header and its first directory."""
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None:
        return UPRIGHT
    (at,) = struct.unpack_from(order + "I", exif, 4)
    (count,) = struct.unpack_from(order + "H", exif, at)
    for place in range(at + 2, at + 2 + 12 * count, 12):
        tag, value = struct.unpack_from(order + "H6xH", exif, place)
        if tag == _TAG:
            return value if 1 <= value <= 8 else UPRIGHT
    return UPRIGHT
