"""The data folder belongs to one console: a lock that the system lets go of when its holder dies."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import IO

LOCK_NAME = "console.lock"


class FolderLock:
    """Held by at most one process; `holder` is the other one's process id when it is known."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / LOCK_NAME
        self._file: IO[str] | None = None
        self.holder: int | None = None

    def take(self) -> bool:
        """Takes the lock; false when another process has it. Raises `OSError` for an unwritable folder."""
        file = self._path.open("a+", encoding="ascii")
        if not _lock(file):
            file.seek(0)
            text = file.read().strip()
            self.holder = int(text) if text.isdigit() else None
            file.close()
            return False
        file.seek(0)
        file.truncate()
        file.write(f"{os.getpid()}\n")
        file.flush()
        self._file = file
        return True

    def release(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


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
