"""Files in a folder that others may write to: each is made new, and none is opened through a link."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import IO

_BINARY: int = getattr(os, "O_BINARY", 0)
_NO_LINK: int = getattr(os, "O_NOFOLLOW", 0)
_NO_WAIT: int = getattr(os, "O_NONBLOCK", 0)
"""A pipe that nobody writes to would hold its reader for ever."""


def new_file(path: Path, *, dir_fd: int | None = None) -> IO[bytes]:
    """Opens a new file in the place of any file or link there. Raises `OSError`.

    With `dir_fd` it is made in that open folder, wherever somebody has moved it since.
    """
    name = path if dir_fd is None else path.name
    with suppress(FileNotFoundError):
        os.unlink(name, dir_fd=dir_fd)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK | _BINARY
    return os.fdopen(os.open(name, flags, 0o666, dir_fd=dir_fd), "wb")


def write_new(path: Path, content: bytes, *, dir_fd: int | None = None) -> None:
    """Writes a new file as `new_file` opens it. Raises `OSError`."""
    with new_file(path, dir_fd=dir_fd) as file:
        file.write(content)


def open_folder(path: Path) -> int | None:
    """A descriptor for `dir_fd`, for the caller to close; `None` on some systems. Raises `OSError`."""
    if os.open not in os.supports_dir_fd or os.unlink not in os.supports_dir_fd:
        return None
    return os.open(path, os.O_RDONLY | os.O_DIRECTORY | _NO_LINK)


def lasting_path(file: IO[bytes], path: Path) -> str:
    """A path to the open file for a library that opens it again; it leads there whatever is at `path` by now.

    Where the system has no such path, it is `path`.
    """
    lasting = Path(f"/proc/self/fd/{file.fileno()}")
    return str(lasting if lasting.exists() else path)


def is_plain(path: Path) -> bool:
    """Whether a file stands there itself: no link, folder, pipe or device."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except (OSError, ValueError):
        return False


def read_plain(path: Path, max_bytes: int) -> bytes:
    """The content of a plain file. Raises `OSError`, also for a longer file and for what is no plain file."""
    with os.fdopen(os.open(path, os.O_RDONLY | _NO_LINK | _NO_WAIT | _BINARY), "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "not a file", str(path))
        content = file.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise OSError(errno.EFBIG, "too long", str(path))
    return content
