"""A process's claim to a slot's number: a locked folder of its own beside the finished ones."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import stat
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from vortex_gui.base.errors import OutputError
from vortex_gui.base.files.identity import Identity, own_identity
from vortex_gui.base.files.own_files import is_plain, open_folder
from vortex_gui.base.publishing.folder_lock import LOCK_NAME, FolderLock, lock_of
from vortex_gui.base.report.report import slot_file_names
from vortex_gui.base.words.translation import tr

PART_PREFIX = ".part-"
NEW_PREFIX = ".new-"
"""A claim on its way to be one: it has its lock before it has the number's name."""
CLAIM_LIMIT_S = 60.0
TRIES = 3
_CLAIM = re.compile(r"\.part-slot-\d{6}")
_FRESH = re.compile(r"\.new-slot-\d{6}(?:-[0-9a-f]{12})+")


class SlotNumberTaken(OutputError):
    """The number has a folder, a living process makes it, or something else stands in its place."""

    code = "taken"

    def __init__(self, sentence: str, *, remedy: str = "") -> None:
        super().__init__(
            "output", sentence, remedy=remedy or tr("Choose another number or another output folder.")
        )


@dataclass(slots=True)
class Claim:
    """The claim on disk while it lasts; `close` ends it."""

    lock: FileLock
    mode: int
    """Of a folder that the system makes here. Until it is published, others cannot list or change it."""
    identity: Identity
    dir_fd: int | None
    """The folder, held open; somebody may move it and put another one in its place."""

    def is_at(self, path: Path) -> bool:
        """Whether the folder at a path is the claimed one. Raises `OSError` when there is nothing."""
        return own_identity(path) == self.identity

    def open_to_others(self, path: Path) -> None:
        """Gives the folder at `path` the mode that the system gives a folder here."""
        with contextlib.suppress(OSError):
            if self.dir_fd is None:
                path.chmod(self.mode)
            else:
                os.fchmod(self.dir_fd, self.mode)

    def close(self) -> None:
        """Lets go of the folder; it is no claim any more."""
        self.lock.release()
        if self.dir_fd is not None:
            os.close(self.dir_fd)
            self.dir_fd = None

    def remove(self, path: Path) -> None:
        """Ends the claim and removes its folder, if it is the one at `path`."""
        remove(path, self.lock, self.identity)
        self.close()


def claimed(part: Path) -> Claim:
    """Claims the number of a folder that is to be at `part`.

    Raises `SlotNumberTaken` when a living process has it or something else stands there, and `OSError`.
    """
    for _ in range(TRIES - 1):
        with contextlib.suppress(FileNotFoundError):  # taken for litter: the system's time has moved
            return _claimed(part)
    return _claimed(part)


def _claimed(part: Path) -> Claim:
    fresh = part.with_name(f"{NEW_PREFIX}{part.name.removeprefix(PART_PREFIX)}-{secrets.token_hex(6)}")
    fresh.mkdir()
    mode = stat.S_IMODE(fresh.lstat().st_mode)
    with contextlib.suppress(OSError):  # some file systems have no modes
        fresh.chmod(mode & ~0o066)
    lock = FileLock(fresh / LOCK_NAME, thread_local=False)
    claim = Claim(lock, mode, own_identity(fresh), None)
    try:
        claim.dir_fd = open_folder(fresh)
        lock.acquire(blocking=False)
        _take_the_place(fresh, part)
    except BaseException:
        claim.close()
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    return claim


def _take_the_place(fresh: Path, part: Path) -> None:
    fault: OSError | None = None
    for _ in range(TRIES):  # a dead one's folder is removed, a living one's may go meanwhile
        try:
            fresh.rename(part)
            return
        except OSError as error:
            fault = error
        if os.path.lexists(part) and not remove_if_dead(part):
            raise _taken(part)
    if fault is not None:
        raise fault


def _taken(part: Path) -> SlotNumberTaken:
    """Says what stands in the claim's place."""
    folder = part.with_name(part.name.removeprefix(PART_PREFIX))
    if _is_held(part):
        return SlotNumberTaken(tr("Another program is generating {folder}.", folder=folder))
    if part.is_dir() and not part.is_symlink() and part.lstat().st_uid != _user():
        return SlotNumberTaken(
            tr(
                "Another user's program is generating {folder}, or left {path} behind.",
                folder=folder,
                path=part,
            )
        )
    return SlotNumberTaken(
        tr("{path} stands in the way: it is {what}.", path=part, what=_kind(part)),
        remedy=tr("Move it away, or choose another number or another output folder."),
    )


def _is_held(part: Path) -> bool:
    """Whether a living process has the folder's lock."""
    if part.is_symlink() or not is_plain(part / LOCK_NAME):
        return False
    try:
        lock_of(part).release()
    except OSError:
        return True
    return False


def _kind(path: Path) -> str:
    if path.is_symlink():
        return tr("a link")
    if path.is_dir():
        return tr("a folder that this program did not make")
    return tr("a file") if is_plain(path) else tr("a pipe or a device")


def _user() -> int:
    return os.geteuid() if hasattr(os, "geteuid") else 0


def remove_litter(output_dir: Path) -> list[Path]:
    """Removes half-written folders of this user whose process has died; returns them.

    Those of living ones stay, and so does all else that only bears such a name.
    """
    found = []
    for prefix in (PART_PREFIX, NEW_PREFIX):
        for path in output_dir.glob(f"{prefix}slot-*"):
            if remove_if_dead(path):
                found.append(path)
    return found


def is_ours(path: Path) -> bool:
    """Whether a claim of this user is there: by its name, its owner and its content."""
    is_fresh = _FRESH.fullmatch(path.name) is not None
    if not (is_fresh or _CLAIM.fullmatch(path.name)):
        return False
    try:
        with os.scandir(path) as entries:
            names = {entry.name for entry in entries}
        stats = [path.lstat(), *((path / name).lstat() for name in names)]
    except OSError:
        return False
    folder, *files = stats
    return (
        (is_fresh or LOCK_NAME in names or not names)
        and names <= {LOCK_NAME, *slot_file_names()}
        and stat.S_ISDIR(folder.st_mode)
        and all(stat.S_ISREG(status.st_mode) for status in files)
        and {status.st_uid for status in stats} == {_user()}
    )


def remove_if_dead(path: Path) -> bool:
    """Whether it was our claim and nobody held its lock; then it is gone.

    A fresh one is left alone for a while: it may have no lock yet.
    """
    if not is_ours(path):  # what a link leads to is not ours either
        return False
    if path.name.startswith(NEW_PREFIX) and _age_s(path) < CLAIM_LIMIT_S:
        return False
    try:
        if path.name.startswith(PART_PREFIX) and not os.path.lexists(path / LOCK_NAME):
            path.rmdir()  # of an older version: nobody can hold it
            return True
        lock = lock_of(path, make=path.name.startswith(NEW_PREFIX))
    except OSError:
        return False
    return remove(path, lock, lock.identity)


def remove(path: Path, lock: FileLock | FolderLock, identity: Identity) -> bool:
    """Removes a folder whose lock is held here; whether it is gone from its place.

    Another one that somebody put there stays. It leaves its place before its lock ends: at the old place
    another process may claim the number at once.
    """
    aside = path.with_name(f"{NEW_PREFIX}{path.name.lstrip('.').split('-', 1)[1]}-{secrets.token_hex(6)}")
    if sys.platform == "win32":  # a folder with an open file in it cannot be renamed there
        lock.release()
    try:
        if own_identity(path) != identity:
            return False
        path.rename(aside)
        if own_identity(aside) != identity:  # replaced between the look and the renaming
            aside.rename(path)
            return False
    except OSError:
        return False
    finally:
        lock.release()
    shutil.rmtree(aside, ignore_errors=True)
    return True


def _age_s(path: Path) -> float:
    try:
        return abs(time.time() - path.stat().st_mtime)  # the system's time may have been set back since
    except OSError:
        return 0.0
