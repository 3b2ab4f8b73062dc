"""The data folder belongs to one console: a lock that the system lets go of when its holder dies.

The lock is on the folder itself, since a file in it may be deleted and made again while it is held. The file
names the holder, and is locked too: where a folder cannot be, and for earlier versions of this program.
"""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import IO

from vortex_gui.base.files.own_files import read_plain
from vortex_gui.base.files.private_files import open_private

LOCK_NAME = "console.lock"
MAX_BYTES = 4096
MAX_DIGITS = 12


class FolderLock:
    """Held by at most one process; `holder` is the other one's process id when it is known."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / LOCK_NAME
        self._file: IO[str] | None = None
        self._folder_descriptor: int | None = None
        self._folder_is_locked = False
        self.holder: int | None = None

    def take(self) -> bool:
        """Takes the lock; false when another process has it. Raises `OSError` for an unwritable folder.

        What stands in the file's place and cannot be opened is left alone: the folder is locked without it.
        """
        if not self._lock_folder():
            self.holder = self._named()
            self.release()
            return False
        try:
            return self._take_file()
        except OSError:
            if self._folder_is_locked and os.path.lexists(self._path):
                return True
            self.release()
            raise

    def _take_file(self) -> bool:
        descriptor = open_private(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND)
        file = os.fdopen(descriptor, "a+", encoding="ascii", errors="replace")
        if not _lock(file):
            file.close()
            self.holder = self._named()
            self.release()
            return False
        file.seek(0)
        file.truncate()
        file.write(f"{os.getpid()}\n")
        file.flush()
        self._file = file
        return True

    def _named(self) -> int | None:
        """The process that the file names."""
        try:
            text = read_plain(self._path, MAX_BYTES).decode("ascii", "replace").strip()
        except OSError:
            return None
        return int(text) if text.isascii() and text.isdigit() and len(text) < MAX_DIGITS else None

    def release(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
        if self._folder_descriptor is not None:
            os.close(self._folder_descriptor)
            self._folder_descriptor = None
            self._folder_is_locked = False

    def _lock_folder(self) -> bool:
        """True also where the file system locks no folders: then the file alone is locked."""
        if sys.platform == "win32":
            return True  # an open file cannot be deleted there
        import fcntl

        self._folder_descriptor = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(self._folder_descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            return error.errno not in (errno.EWOULDBLOCK, errno.EACCES)
        self._folder_is_locked = True
        return True


def _lock(file: IO[str]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(1 << 20)  # beyond the text, so that the other console can read the holder
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
