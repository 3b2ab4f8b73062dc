"""Prepared weights: a quantised network in one file, made once and mapped later; its place, key and header.

The file is safetensors. Its metadata says what it was made from, with which scheme and version; a file that
says anything else, or whose length differs from its header's, is stale or damaged and is made again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import prod
from pathlib import Path

import psutil

from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.files.private_files import make_private_folder
from vortex_gui.checkpoints.headers import read_header

FORMAT = 1
FOLDER = "prepared"
PART = ".part"
SUFFIX = ".safetensors"
BLOCK = 1 << 22
NUMBER_BYTES: Mapping[str, int] = {"F32": 4, "BF16": 2, "F16": 2, "I8": 1, "U8": 1, "I64": 8, "F64": 8}


@dataclass(frozen=True, slots=True)
class Key:
    """What prepared weights were made from."""

    part: str
    """The network, such as `transformer`."""
    source: str
    """SHA-256 of its checkpoint's weights."""
    scheme: str
    library: str
    """The library that quantised them, with its version: another one may lay them out otherwise."""
    format: int = FORMAT

    @property
    def ending(self) -> str:
        """Ends the file's name, whatever folder the checkpoint lay in."""
        return f"-{_short(json.dumps(asdict(self), sort_keys=True))}{SUFFIX}"

    def beginning(self, origin: str) -> str:
        """Begins the names of all files made from one place with one scheme: the newest replaces the rest."""
        return f"{self.part}-{self.scheme}-{_short(origin)[:8]}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One tensor: safetensors' name of its numbers, and its bytes, asked for when they are written."""

    name: str
    numbers: str
    shape: tuple[int, ...]
    content: Callable[[], memoryview]

    @property
    def size(self) -> int:
        return prod(self.shape) * NUMBER_BYTES[self.numbers]


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def prepared_folder(data_dir: Path) -> Path:
    return data_dir / FOLDER


def find_prepared(folder: Path, key: Key) -> Path | None:
    """The whole file of this key; `None` where there is none, or a damaged one."""
    for path in sorted(folder.glob(f"*{key.ending}")):
        try:
            whole = read_header(path).file_bytes == path.stat().st_size
            if whole and _metadata(path).get("key") == asdict(key):
                return path
        except (OSError, CheckpointError):
            continue
    return None


def is_intact(path: Path) -> bool:
    """Whether each tensor still has the checksum that was taken when it was written: reads the whole file."""
    try:
        with path.open("rb") as file:
            header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
            sums = json.loads(header.pop("__metadata__")["vortex"])["sums"]
            for name, entry in header.items():
                begin, end = entry["data_offsets"]
                found, left = 0, end - begin
                while left and (block := file.read(min(left, BLOCK))):
                    found, left = zlib.crc32(block, found), left - len(block)
                if left or sums[name] != found:
                    return False
            return not file.read(1)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def write_prepared(
    folder: Path,
    key: Key,
    origin: str,
    entries: Sequence[Entry],
    on_bytes: Callable[[int], None] = lambda count: None,
) -> Path:
    """Writes the file aside and renames it: it is there whole or not at all. Raises `OSError`.

    `origin` names the place of the checkpoint, whatever its revision: what was made from the same place
    before is stale then, and goes.
    """
    make_private_folder(folder)
    beginning = key.beginning(origin)
    path = folder / f"{beginning}{key.ending}"
    part = folder / f".{path.name}.{os.getpid()}{PART}"
    ordered = sorted(entries, key=lambda entry: -NUMBER_BYTES[entry.numbers])  # each begins on its own width
    try:
        _write(part, key, ordered, on_bytes)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    for stale in (*folder.glob(f"{beginning}-*{SUFFIX}"), *folder.glob(f".*{PART}")):
        if stale != path and not _is_being_written(stale):
            with contextlib.suppress(OSError):
                stale.unlink()
    return path


def _write(part: Path, key: Key, entries: Sequence[Entry], on_bytes: Callable[[int], None]) -> None:
    """The checksums come last, into room that the header kept for them."""
    sums = dict.fromkeys((entry.name for entry in entries), 0)
    room = len(_header(key, entries, dict.fromkeys(sums, 0xFFFFFFFF)))
    room += -room % 8
    with part.open("wb") as file:
        file.write(room.to_bytes(8, "little") + b" " * room)
        for entry in entries:
            content = entry.content().cast("B")
            for at in range(0, len(content), BLOCK):
                block = content[at : at + BLOCK]
                sums[entry.name] = zlib.crc32(block, sums[entry.name])
                on_bytes(file.write(block))
        file.seek(8)
        file.write(_header(key, entries, sums))
        file.flush()
        os.fsync(file.fileno())


def _header(key: Key, entries: Iterable[Entry], sums: Mapping[str, int]) -> bytes:
    about = json.dumps({"key": asdict(key), "sums": sums})
    header: dict[str, object] = {"__metadata__": {"format": "pt", "vortex": about}}
    at = 0
    for entry in entries:
        end = at + entry.size
        header[entry.name] = {"dtype": entry.numbers, "shape": list(entry.shape), "data_offsets": [at, end]}
        at = end
    return json.dumps(header).encode()


def _metadata(path: Path) -> dict[str, object]:
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if length > path.stat().st_size:
            return {}
        try:
            about = json.loads(json.loads(file.read(length))["__metadata__"]["vortex"])
        except (ValueError, KeyError, TypeError):
            return {}
    return about if isinstance(about, dict) else {}


def _is_being_written(path: Path) -> bool:
    """A part belongs to the process whose number it bears, while that lives."""
    number = path.name.split(".")[-2]
    return path.suffix == PART and number.isdigit() and len(number) < 10 and psutil.pid_exists(int(number))
