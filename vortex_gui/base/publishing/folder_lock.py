"""The lock of a claim's folder as somebody else takes it: only of a folder that is there, and still is."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from filelock import FileLock, Timeout

from vortex_gui.base.files.identity import Identity, own_identity
from vortex_gui.base.files.own_files import open_folder

if sys.platform != "win32":
    import fcntl

LOCK_NAME = ".lock"
"""Held by the process that writes the folder, so that another one knows that it lives."""


class FolderLock:
    """Held until `release`; `identity` is of the folder that it belongs to."""

    def __init__(self, lock: int | FileLock, identity: Identity) -> None:
        self._lock = lock
        self.identity = identity

    def release(self) -> None:
        """May be called again."""
        lock, self._lock = self._lock, -1
        if isinstance(lock, FileLock):
            lock.release()
        elif lock >= 0:
            os.close(lock)


def lock_of(path: Path, *, make: bool = False) -> FolderLock:
    """Takes the lock of the folder at `path`; with `make` it may have none yet.

    `FileLock` would make a folder that is published meanwhile once more. Raises `OSError` when a living
    process has it, and where it is not there any more.
    """
    folder = open_folder(path)
    if sys.platform == "win32" or folder is None:
        return _lock_by_path(path)
    lock = -1
    try:
        flags = os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC | (os.O_CREAT if make else 0)
        lock = os.open(LOCK_NAME, flags, 0o600, dir_fd=folder)
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.stat(LOCK_NAME, dir_fd=folder, follow_symlinks=False)  # gone where its holder has published
        whose = os.fstat(folder)
    except OSError:
        if lock >= 0:
            os.close(lock)
        raise
    finally:
        os.close(folder)
    return FolderLock(lock, (whose.st_dev, whose.st_ino))


def _lock_by_path(path: Path) -> FolderLock:
    identity = own_identity(path)
    lock = FileLock(path / LOCK_NAME, thread_local=False)
    try:
        lock.acquire(blocking=False)
    except Timeout as busy:
        raise BlockingIOError(str(busy)) from None
    return FolderLock(lock, identity)
