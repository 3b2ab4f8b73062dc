"""The last ten minutes in a ring file that survives any crash: memory samples, events and log."""

from __future__ import annotations

import errno
import os
import stat
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from vortex_gui.wire.frames import ProtocolError, decode, encode, opened, signed
from vortex_gui.wire.protocol import Message

RING_NAME = "flight.ring"
RING_BYTES = 8 * 1024 * 1024
"""Ten minutes at 10 Hz are 1.5 MB of samples; the rest is for a talkative log."""
MINUTES = 10.0
MAX_READ_BYTES = 4 * RING_BYTES
"""A larger file is no ring of ours."""
KEPT = 3
"""Rings of consoles that did not close, kept beside the current one."""
_MAGIC = b"vxFR"
_HEAD = struct.Struct("<4sIQdI")  # magic, payload bytes, sequence, epoch seconds, crc of all the others
_CLOSED = b"closed!!"
_FOOT = len(_CLOSED)


@dataclass(frozen=True, slots=True)
class FlightRecord:
    """One message and when it was recorded, in epoch seconds; `worker` is the one of several that told it."""

    at: float
    message: Message
    worker: str = ""


class FlightRecorder:
    """Writes each message into a ring file in one call: the kernel keeps it when the process dies.

    The disk's blocks are reserved at the start, and nothing is memory-mapped: writing to a mapped page ends
    the process by SIGBUS when the disk is full or the file was truncated; here it raises `OSError`.
    Every record carries its sequence and a checksum, so that reading needs no header and a torn record is
    passed over. Used from one thread.
    """

    def __init__(self, path: Path, *, ring_bytes: int = RING_BYTES) -> None:
        """Begins a new ring. Raises `OSError` when the file cannot be made or the disk has no room for it."""
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        self._file = os.open(path, flags, 0o600)
        try:
            _reserve(self._file, ring_bytes + _FOOT)
        except OSError:
            os.close(self._file)
            path.unlink(missing_ok=True)
            raise
        self._size = ring_bytes
        self._at = 0
        self._sequence = 0

    def record(self, message: Message, at: float, worker: str = "") -> None:
        """Takes in one message; one larger than a quarter of the ring is left out. Raises `OSError`."""
        payload = signed(worker, encode(message)) if worker else encode(message)
        need = _HEAD.size + len(payload)
        if need > self._size // 4:
            return
        if self._at + need > self._size:
            _write(self._file, self._at, bytes(self._size - self._at))
            self._at = 0
        self._sequence += 1
        crc = _checksum(self._sequence, at, payload)
        head = _HEAD.pack(_MAGIC, len(payload), self._sequence, at, crc)
        _write(self._file, self._at, head + payload)
        self._at += need

    def close(self) -> None:
        """Marks the ring as closed in good order. Raises `OSError`."""
        try:
            _write(self._file, self._size, _CLOSED)
        finally:
            os.close(self._file)


def _reserve(file: int, length: int) -> None:
    """Takes the file's blocks from the disk, so that later writes find them. Raises `OSError`."""
    try:
        os.posix_fallocate(file, 0, length)
    except (AttributeError, OSError) as error:  # a system or a file system that has no such call
        if isinstance(error, OSError) and error.errno not in (errno.EINVAL, errno.EOPNOTSUPP):
            raise
        _write(file, 0, bytes(length))


def _write(file: int, at: int, data: bytes) -> None:
    """All of it; a disk without room may take a part and say nothing."""
    os.lseek(file, at, os.SEEK_SET)
    if os.write(file, data) != len(data):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def read_flight(path: Path, *, minutes: float = MINUTES) -> tuple[FlightRecord, ...]:
    """The records of the last minutes, oldest first; empty for a file that is no ring or is not there."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_READ_BYTES)
    except OSError:
        return ()
    found = sorted(_records(content), key=lambda record: record[0])
    if not found:
        return ()
    begin = found[-1][1].at - minutes * 60
    return tuple(record for _, record in found if record.at >= begin)


def keep_crashed(folder: Path) -> Path | None:
    """Sets the ring of a console that did not close aside, and returns its new place; older ones go."""
    path = folder / RING_NAME
    try:
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_READ_BYTES:
            return None
        with path.open("rb") as file:
            file.seek(-_FOOT, os.SEEK_END)
            if file.read(_FOOT) == _CLOSED:
                return None
        kept = folder / f"flight-{int(path.stat().st_mtime)}.ring"
        path.replace(kept)
        # By name the newest may not be the last: the system's time, which names them, can be set back.
        for old in sorted(set(folder.glob("flight-*.ring")) - {kept})[: 1 - KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        return None
    return kept


def _records(content: bytes) -> Iterator[tuple[int, FlightRecord]]:
    """Every whole record, wherever it stands, with its sequence."""
    at = content.find(_MAGIC)
    while at >= 0:
        found = _record(content, at)
        if found is None:
            at = content.find(_MAGIC, at + 1)
        else:
            sequence, record, end = found
            yield sequence, record
            at = content.find(_MAGIC, end)


def _record(content: bytes, at: int) -> tuple[int, FlightRecord, int] | None:
    if at + _HEAD.size > len(content):
        return None
    _, length, sequence, moment, crc = _HEAD.unpack_from(content, at)
    end = at + _HEAD.size + length
    payload = content[at + _HEAD.size : end]
    if len(payload) < length or _checksum(sequence, moment, payload) != crc:
        return None
    worker, frame = opened(payload)
    try:
        return sequence, FlightRecord(moment, decode(frame), worker), end
    except ProtocolError:
        return None  # of an older protocol


def _checksum(sequence: int, at: float, payload: bytes) -> int:
    return zlib.crc32(payload, zlib.crc32(struct.pack("<QdI", sequence, at, len(payload))))
