"""Files and folders that only their owner can read and write, whatever the umask."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from pathlib import Path

FOLDER_MODE = 0o700
FILE_MODE = 0o600
_NO_LINK: int = getattr(os, "O_NOFOLLOW", 0)
HAS_MODES = os.name == "posix"
"""Elsewhere a folder of the user's profile is private already."""


def make_private_folder(folder: Path) -> None:
    """Makes the folder, and those above it, where missing; the mode of one that is there stays.

    Raises `OSError`.
    """
    if not folder.parent.exists():
        make_private_folder(folder.parent)
    with contextlib.suppress(FileExistsError):
        folder.mkdir(FOLDER_MODE)
        folder.chmod(FOLDER_MODE)  # a umask takes bits away, also the owner's
    if not folder.is_dir():
        raise NotADirectoryError(20, "Not a directory", str(folder))


def open_private(path: str | os.PathLike[str], flags: int) -> int:
    """An `opener` for `open`: a file that it makes is private, one that was there becomes so.

    Writes through no link: one in the file's place goes, and what it leads to stays. Raises `OSError` for a
    pipe or a device in its place, which else might wait or never end.
    """
    if not flags & (os.O_WRONLY | os.O_RDWR):
        return _opened(path, flags)
    try:
        return _opened(path, flags | _NO_LINK)
    except OSError:
        if not flags & os.O_CREAT or not Path(path).is_symlink():
            raise
    Path(path).unlink()
    return _opened(path, flags | _NO_LINK)


def _opened(path: str | os.PathLike[str], flags: int) -> int:
    more = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0)
    descriptor = os.open(path, flags | more, FILE_MODE)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(path))
    if HAS_MODES:
        with contextlib.suppress(OSError):  # another user's file, or a disk without modes
            if stat.S_IMODE(os.fstat(descriptor).st_mode) != FILE_MODE:
                os.fchmod(descriptor, FILE_MODE)
    return descriptor


def make_private_file(path: Path) -> None:
    """Makes an empty file where it is missing, and takes it from others; raises `OSError`.

    Follows a link: the history may lie on another disk.
    """
    os.close(_opened(path, os.O_WRONLY | os.O_CREAT))


def write_private_text(path: Path, text: str) -> None:
    """Replaces a file's text; raises `OSError`."""
    with open(path, "w", encoding="utf-8", opener=open_private) as file:
        file.write(text)


def replace_private_text(path: Path, text: str) -> None:
    """Replaces a file's text at once, and a link in its place; raises `OSError`."""
    fresh = path.with_name(f".{path.name}.new")
    try:
        write_private_text(fresh, text)
        fresh.replace(path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise


def take_from_others(path: Path) -> bool:
    """Makes a file or folder private; whether others had rights to it. Leaves links alone; `OSError`."""
    if not HAS_MODES:
        return False
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode) or not stat.S_IMODE(mode) & 0o077:
        return False
    path.chmod(FOLDER_MODE if stat.S_ISDIR(mode) else FILE_MODE)
    return True
