"""A file that the operator names: opened once, a plain file of limited size, and known by its hash."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from vortex_gui.base.words.translation import tr

_NO_WAIT: int = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""A pipe that nobody writes to would hold its reader for ever."""
BLOCK_BYTES = 1 << 20
MB = 1_000_000


class GivenFileError(Exception):
    """The file cannot be used; `str()` says why, to follow its path."""


@contextmanager
def given_file(path: Path, max_bytes: int) -> Iterator[IO[bytes]]:
    """The open file, wherever links lead; it stays the same when another file takes its path meanwhile.

    Raises `GivenFileError`.
    """
    with _opened(path) as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise GivenFileError(tr("not a file"))
        if status.st_size == 0:
            raise GivenFileError(tr("the file is empty"))
        if status.st_size > max_bytes:
            raise GivenFileError(tr("over {limit} MB", limit=max_bytes // MB))
        yield file


def sha256_of(file: IO[bytes], step: Callable[[], None] = lambda: None) -> str:
    """The hash of an open file's content; `step` is called between its blocks and may raise."""
    digest = hashlib.sha256()
    file.seek(0)
    while block := file.read(BLOCK_BYTES):
        digest.update(block)
        step()
    file.seek(0)
    return digest.hexdigest()


def _opened(path: Path) -> IO[bytes]:
    if not path.is_absolute():
        raise GivenFileError(tr("not a whole path; begin it at the root"))
    try:
        if path.is_dir():  # some systems do not open it at all
            raise GivenFileError(tr("a folder; a file is needed"))
        return os.fdopen(os.open(path, os.O_RDONLY | _NO_WAIT), "rb")
    except FileNotFoundError:
        raise GivenFileError(tr("no such file")) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise GivenFileError(tr("cannot be read ({reason})", reason=reason)) from None
