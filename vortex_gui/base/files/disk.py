"""The disk below a folder that may not exist yet: which it is, its room, and why it refuses."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from vortex_gui.base.files.standing import seen, why
from vortex_gui.base.words.amounts import bytes_text
from vortex_gui.base.words.translation import tr

FULL = frozenset(getattr(errno, name) for name in ("ENOSPC", "EDQUOT") if hasattr(errno, name))
"""The errors of a full disk, or of one on which the user has no more room."""

NO_ROOM = FULL | {errno.EFBIG}
"""Also of a file that a limit of the shell or the file system lets grow no further."""


class DriveChange(Enum):
    """What became of a folder's drive since it was last looked at."""

    NONE = auto()
    """It is there; or another drive has come, or a link leads elsewhere now."""
    GONE = auto()
    """Nothing is mounted at its place, where a folder of the drive below stands now."""
    OTHER = auto()
    """Another drive is mounted at its place."""


@dataclass(frozen=True, slots=True)
class Drive:
    """The file system that a folder lies on. `identity` is empty where the system gives none that lasts."""

    folder: str
    """Without links."""
    mount: str
    identity: str

    def change(self, now: Drive) -> DriveChange:
        """What became of this drive by what is there now."""
        ours = Path(self.mount)
        if ours == ours.parent or not Path(now.folder).is_relative_to(ours):
            return DriveChange.NONE
        if now.mount == self.mount:
            same = not (self.identity and now.identity) or self.identity == now.identity
            return DriveChange.NONE if same else DriveChange.OTHER
        return DriveChange.GONE if ours.is_relative_to(now.mount) else DriveChange.NONE


def drive_of(folder: Path) -> Drive:
    """The drive of a folder, also before the folder exists. Raises `OSError`."""
    try:
        place = folder.resolve()
    except RuntimeError as error:  # a circle of links, before Python 3.13
        raise OSError(errno.ELOOP, str(error), str(folder)) from None
    there = mount = nearest_existing(place)
    while not os.path.ismount(mount) and mount != mount.parent:
        mount = mount.parent
    return Drive(str(place), str(mount), _identity(there))


def _identity(path: Path) -> str:
    """The file system's own number, else that of its device; neither for file systems without a device."""
    number = os.statvfs(path).f_fsid if hasattr(os, "statvfs") else 0
    if number:
        return f"file system {number:x}"
    device = path.stat().st_dev
    return f"device {device:x}" if not hasattr(os, "major") or os.major(device) else ""


def nearest_existing(folder: Path) -> Path:
    """The folder itself, or the nearest above it that is seen to exist (or a file that stands in its way)."""
    absolute = folder.absolute()
    ways = (absolute, *absolute.parents)
    return next((path for path in ways if seen(path)), ways[-1])


def free_disk(folder: Path) -> int:
    """Free bytes of the folder's disk, also before the folder exists. Raises `OSError`."""
    return shutil.disk_usage(nearest_existing(folder)).free


def refusal(where: Path, error: OSError) -> tuple[str, str]:
    """A sentence on why the system did not write there, and a remedy."""
    sentence = tr("{folder} cannot be written ({why}).", folder=where, why=why(error))
    if error.errno in FULL:
        return sentence, tr("Too little disk space is free: make room, or choose another output folder.")
    if error.errno == errno.EFBIG:
        return sentence, _larger_files()
    return sentence, tr("Choose a writable output folder.")


def _larger_files() -> str:
    limit = _file_limit()
    if limit is None:
        return tr("Its file system holds no larger file: choose an output folder on another one.")
    return tr(
        "A limit on this process ends files at {limit}: lift it (ulimit -f unlimited) where the program "
        "is started.",
        limit=bytes_text(limit),
    )


def _file_limit() -> int | None:
    """Bytes that a file of this process may have (`ulimit -f`); `None` without a limit."""
    if sys.platform == "win32":
        return None
    import resource

    soft, _ = resource.getrlimit(resource.RLIMIT_FSIZE)
    return None if soft == resource.RLIM_INFINITY else soft
