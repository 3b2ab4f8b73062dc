"""What may stand at a path that an operator names, in the place of what a command expects there."""

from __future__ import annotations

import ctypes
import os
import random
import socket
import stat
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

Maker = Callable[[Path], Path]
"""Puts the thing at a path of a fresh folder, and returns the path to name."""

_CAPABILITIES = 0x20080522
"""The version of Linux's calls below."""
_OVERRIDE = 0b110
"""The rights of root to open what its mode forbids."""


def _folder(path: Path) -> Path:
    path.mkdir()
    (path / "mine").write_text("mine")
    return path


def _pipe(path: Path) -> Path:
    os.mkfifo(path)
    return path


def _socket(path: Path) -> Path:
    place = os.open(path.parent, os.O_RDONLY)
    try:  # the name of a socket may have about a hundred characters
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(f"/proc/self/fd/{place}/{path.name}")
    finally:
        os.close(place)
    return path


def _link(target: str) -> Maker:
    def made(path: Path) -> Path:
        path.symlink_to(target)
        return path

    return made


def _loop(path: Path) -> Path:
    path.symlink_to(path.name)
    return path


def _ring(path: Path) -> Path:
    path.symlink_to("other")
    path.with_name("other").symlink_to(path.name)
    return path


def _file(path: Path) -> Path:
    path.write_text("mine")
    return path


def _below_a_file(path: Path) -> Path:
    path.with_name("mine").write_text("mine")
    return path.with_name("mine") / path.name


def _forbidden_file(path: Path) -> Path:
    path.write_text("mine")
    path.chmod(0)
    return path


def _in_a_forbidden_folder(path: Path) -> Path:
    folder = path.with_name("closed")
    folder.mkdir()
    folder.chmod(0o500)
    return folder / path.name


def _hidden(path: Path) -> Path:
    folder = path.with_name("closed")
    folder.mkdir()
    folder.chmod(0)
    return folder / path.name


def _noise(path: Path) -> Path:
    path.write_bytes(b"\xff\xfe" + random.Random(7).randbytes(500))
    return path


def _long(path: Path) -> Path:
    return path.with_name("x" * 300 + path.suffix)


def _endless(path: Path) -> Path:
    return path.parent.joinpath(*["folder"] * 900, path.name)


def _nul(path: Path) -> Path:
    return path.with_name("a\0b" + path.suffix)


def _bytes(path: Path) -> Path:
    return path.with_name(os.fsdecode(b"caf\xe9") + path.suffix)


NO_PATHS: Mapping[str, Maker] = {
    "loop": _loop,
    "ring": _ring,
    "below a file": _below_a_file,
    "hidden": _hidden,
    "long name": _long,
    "long path": _endless,
    "nul": _nul,
    "name not in UTF-8": _bytes,
}
"""Where nothing can be read, written or made."""
NO_FILES: Mapping[str, Maker] = {
    **NO_PATHS,
    "folder": _folder,
    "pipe": _pipe,
    "socket": _socket,
    "device": _link("/dev/zero"),
}
UNREADABLE: Mapping[str, Maker] = {
    **NO_FILES,
    "nothing": lambda path: path,
    "link to nothing": _link("nothing"),
    "forbidden": _forbidden_file,
    "content not in UTF-8": _noise,
}
UNWRITABLE: Mapping[str, Maker] = {**NO_FILES, "forbidden": _in_a_forbidden_folder}
NO_FOLDERS: Mapping[str, Maker] = {
    **NO_PATHS,
    "file": _file,
    "pipe": _pipe,
    "socket": _socket,
    "device": _link("/dev/zero"),
    "link to nothing": _link("nothing"),
    "forbidden": _in_a_forbidden_folder,
}


def standing(folder: Path) -> dict[str, tuple[int, bytes]]:
    """All that stands below a folder, with its kind and what is in it, to compare later."""
    found = {}
    for path in sorted(folder.rglob("*")):
        mode = path.lstat().st_mode
        found[str(path)] = (mode, _held(path, mode))
    return found


def _held(path: Path, mode: int) -> bytes:
    if stat.S_ISLNK(mode):
        return os.fsencode(path.readlink())
    return path.read_bytes() if stat.S_ISREG(mode) and os.access(path, os.R_OK) else b""


@contextmanager
def modes_count() -> Iterator[None]:
    """Takes root's right to open everything from this thread meanwhile; another user has none."""
    if sys.platform != "linux" or os.geteuid() != 0:
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    head = (ctypes.c_uint32 * 2)(_CAPABILITIES, 0)
    before = (ctypes.c_uint32 * 6)()
    assert libc.capget(head, before) == 0, os.strerror(ctypes.get_errno())
    less = (ctypes.c_uint32 * 6)(*before)
    less[0] &= ~_OVERRIDE
    assert libc.capset(head, less) == 0, os.strerror(ctypes.get_errno())
    try:
        yield
    finally:
        assert libc.capset(head, before) == 0, os.strerror(ctypes.get_errno())
