"""Ends that the history could not take, kept for the next start in a file whose room is taken beforehand."""

from __future__ import annotations

import json
import os
import struct
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from vortex_gui.base.files.private_files import open_private
from vortex_gui.engine.facts.records import SlotEnd
from vortex_gui.engine.facts.slots import FINAL_STATES, SlotRow, SlotState

FILE_NAME = "unwritten.ends"
ROOM_BYTES = 4 * 1024 * 1024
"""Enough for a queue of 100,000 cancelled slots."""
MAX_UNPACKED_BYTES = 64 * ROOM_BYTES
MAX_WORDS = 300
_HEAD = struct.Struct("<4sII")  # magic, bytes, their checksum
_MAGIC = b"vxUZ"


class KeptEnds:
    """Used in the writer thread. A disk without room for the file keeps nothing, and raises nothing."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME

    def reserve(self) -> None:
        """Takes the file's room while the disk has some, so that a full one can still take ends."""
        try:
            with self._opened() as file:
                if os.fstat(file.fileno()).st_size < ROOM_BYTES:
                    file.write(bytes(ROOM_BYTES))
        except OSError:
            return

    def save(self, ends: Iterable[tuple[SlotRow, SlotEnd]]) -> bool:
        """Replaces what is kept, in place; false when the disk refuses. A slot without room is left out."""
        payload = _payload(ends)
        try:
            with self._opened() as file:
                file.write(_HEAD.pack(_MAGIC, len(payload), zlib.crc32(payload)) + payload)
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            return False
        return True

    def load(self) -> dict[int, tuple[int, SlotEnd]]:
        """Seed and end by slot; empty for a file that is not there or not whole."""
        try:
            with open(self._path, "rb", opener=open_private) as file:
                content = file.read(ROOM_BYTES + _HEAD.size)
            magic, length, checksum = _HEAD.unpack_from(content)
        except (OSError, struct.error):
            return {}
        payload = content[_HEAD.size : _HEAD.size + length]
        if magic != _MAGIC or zlib.crc32(payload) != checksum:
            return {}
        try:
            return dict(_read(payload))
        except (ValueError, TypeError, zlib.error):  # written by something else that knows our checksum
            return {}

    def _opened(self) -> Any:
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
        return os.fdopen(open_private(self._path, flags), "r+b")


def _payload(ends: Iterable[tuple[SlotRow, SlotEnd]]) -> bytes:
    """Packed; the last ones are left out where the room is too small for all."""
    lines = [_line(row, end) for row, end in ends]
    packed = zlib.compress(b"".join(lines), level=1)
    while len(packed) > ROOM_BYTES - _HEAD.size:
        del lines[len(lines) * 3 // 4 :]
        packed = zlib.compress(b"".join(lines), level=1)
    return packed


def _line(row: SlotRow, end: SlotEnd) -> bytes:
    words = (end.error_code, end.error[:MAX_WORDS], end.remedy[:MAX_WORDS])
    return json.dumps([row.slot_id, row.seed, end.state.value, end.at, *words]).encode() + b"\n"


def _read(payload: bytes) -> Iterator[tuple[int, tuple[int, SlotEnd]]]:
    for line in zlib.decompressobj().decompress(payload, MAX_UNPACKED_BYTES).splitlines():
        slot_id, seed, state, at, code, error, remedy = json.loads(line)
        if state in FINAL_STATES:
            yield slot_id, (seed, SlotEnd(SlotState(state), at, error_code=code, error=error, remedy=remedy))
