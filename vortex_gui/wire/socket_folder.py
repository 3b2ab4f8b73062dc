"""A private folder for one socket: in a place whose path is short enough, and gone once its owner is."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

if sys.platform != "win32":
    import fcntl

PREFIX = "vortex-console-"
SOCKET_NAME = "worker"
MAX_ADDRESS_BYTES = 107 if sys.platform == "linux" else 103
"""The kernel's `sun_path` without its closing nought."""
_NAME = re.compile(re.escape(PREFIX) + r"[a-z0-9_]{8}")
"""As `mkdtemp` makes them."""
_UNLOCKED_NAME = re.compile(r"vortex-[a-z0-9_]{8}")
"""Of versions up to 0.2, which held no lock: a dead socket tells one that was left."""
UNLOCKED_AGE_S = 3600.0


class SocketFolder:
    """Locked while its owner lives, so that others can tell it from one that a killed console left."""

    def __init__(self, place: Path) -> None:
        """Makes the folder in this place. Raises `OSError`."""
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place))
        try:
            self._lock = _locked(self.path)
        except OSError:
            with contextlib.suppress(OSError):
                self.path.rmdir()
            raise

    @property
    def address(self) -> str:
        return str(self.path / SOCKET_NAME)

    def close(self) -> None:
        """Removes it with the socket; may be called again."""
        shutil.rmtree(self.path, ignore_errors=True)
        lock, self._lock = self._lock, None
        if lock is not None:
            os.close(lock)


def places() -> list[Path]:
    """Folders for temporary files where a socket's path is short enough, the system's own choice first."""
    named = [os.environ.get("XDG_RUNTIME_DIR"), "/tmp", "/var/tmp", "/dev/shm"]
    with contextlib.suppress(OSError):  # none of its own choices can be written
        named.insert(0, tempfile.gettempdir())
    found = dict.fromkeys(Path(name).absolute() for name in named if name)
    return [place for place in found if _length(place) <= MAX_ADDRESS_BYTES]


def remove_left_folders() -> int:
    """Removes the folders whose owners were killed; how many there were.

    Called by the console at each start of a worker, in a thread.
    """
    if sys.platform == "win32":
        return 0  # a named pipe has no folder
    return sum(_remove_if_left(folder) for place in places() for folder in _ours(place))


def _length(place: Path) -> int:
    return len(os.fsencode(place / (PREFIX + "x" * 8) / SOCKET_NAME))


def _ours(place: Path) -> Iterator[Path]:
    """Folders of this user that are named as ours."""
    with contextlib.suppress(OSError), os.scandir(place) as entries:
        for entry in entries:
            with contextlib.suppress(OSError):  # it went meanwhile
                if _is_ours(entry):
                    yield Path(entry.path)


def _is_ours(entry: os.DirEntry[str]) -> bool:
    if _NAME.fullmatch(entry.name):
        return entry.is_dir(follow_symlinks=False)
    if not _UNLOCKED_NAME.fullmatch(entry.name) or not entry.is_dir(follow_symlinks=False):
        return False
    is_old = abs(time.time() - entry.stat(follow_symlinks=False).st_mtime) > UNLOCKED_AGE_S
    return is_old and _is_dead(Path(entry.path) / SOCKET_NAME)


def _is_dead(address: Path) -> bool:
    """Whether a socket stands there that nobody listens to."""
    with socket.socket(socket.AF_UNIX) as caller:
        try:
            caller.connect(str(address))
        except ConnectionRefusedError:
            return True
        except OSError:
            pass
        return False


def _remove_if_left(folder: Path) -> bool:
    """Takes it only if nobody holds its lock and it holds nothing but a socket."""
    try:
        status = folder.lstat()
        if status.st_uid != os.getuid() or stat.S_IMODE(status.st_mode) != 0o700:
            return False
        lock = _locked(folder)
    except OSError:
        return False
    try:
        for path in folder.iterdir():
            if path.name != SOCKET_NAME or not stat.S_ISSOCK(path.lstat().st_mode):
                return False
            path.unlink()
        folder.rmdir()
    except OSError:
        return False
    finally:
        if lock is not None:
            os.close(lock)
    return True


def _locked(folder: Path) -> int | None:
    """A descriptor that holds the folder's lock. Raises `OSError` when another process has it."""
    if sys.platform == "win32":
        return None
    lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not os.path.samestat(os.fstat(lock), folder.lstat()):
            raise FileNotFoundError(folder)
    except OSError:
        os.close(lock)
        raise
    return lock
