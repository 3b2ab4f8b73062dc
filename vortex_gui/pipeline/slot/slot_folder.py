"""A slot's folder: its number is claimed first, it is written aside and renamed, and it replaces nothing."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import sys
import time
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray
from PIL import Image

from vortex_gui.base.errors import OutputError
from vortex_gui.base.formats import CLIP, MP4, ClipFormat
from vortex_gui.base.recipe import MAX_SLOT_ID
from vortex_gui.base.report import SlotFiles, slot_name
from vortex_gui.base.translation import tr

PART_PREFIX = ".part-"
NEW_PREFIX = ".new-"
"""A claim on its way to be one: it has its lock before it has the number's name."""
LOCK_NAME = ".lock"
"""Held by the process that writes the folder, so that another one knows that it lives."""
CLAIM_LIMIT_S = 60.0
_NUMBERED = re.compile(r"(?:\.part-)?slot-(\d{6})")


class SlotNumberTaken(OutputError):
    """The number has a folder, or a living process makes it."""

    code = "taken"

    def __init__(self, sentence: str) -> None:
        super().__init__("output", sentence, remedy=tr("Choose another number or another output folder."))


class SlotFolder:
    """One slot's files while they are being made; `publish()` puts them in place.

    Between here and there the number belongs to this process: any other that asks for it is refused.
    """

    def __init__(
        self, output_dir: Path, slot_id: int, *, min_free_bytes: int = 0, clip_format: ClipFormat = MP4
    ) -> None:
        """Raises `SlotNumberTaken` when the number has a folder or another process makes it.

        Raises `OutputError` when the folder cannot be written or the disk is nearly full.
        """
        name = slot_name(slot_id)
        self.final = output_dir / name
        self.part = output_dir / f"{PART_PREFIX}{name}"
        self._output_dir = output_dir
        self._min_free_bytes = min_free_bytes
        self._format = clip_format
        self._is_published = False
        with _refusals(output_dir):
            output_dir.mkdir(parents=True, exist_ok=True)
            self._check_free(min_free_bytes)
            self._refuse_if_finished()
            self._lock = _claimed(self.part)
            if self.final.exists():  # published between the look and the claim
                self.discard()
                self._refuse_if_finished()

    @property
    def files(self) -> SlotFiles:
        """Where the files will be after `publish()`."""
        return _files(self.final, self._format)

    @property
    def part_files(self) -> SlotFiles:
        """Where they are until then."""
        return _files(self.part, self._format)

    def write_speech(self, waveform: NDArray[np.float32], sample_rate: int) -> None:
        """16-bit mono WAV of float32 samples in [-1,1]."""
        samples = np.clip(np.rint(waveform * 32767), -32768, 32767).astype("<i2")
        with _refusals(self.final), wave.open(str(self.part_files.speech), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(sample_rate)
            file.writeframes(samples.tobytes())

    def write_actor(self, picture: NDArray[np.uint8]) -> None:
        """PNG of uint8 (H,W,3); level 3 takes less than half of level 6's time for a tenth more bytes."""
        with _refusals(self.final):
            Image.fromarray(picture).save(self.part_files.actor, compress_level=3)

    def publish(self, report_json: str) -> SlotFiles:
        """Writes the report and renames the folder; raises `SlotNumberTaken` when there is one by now."""
        with _refusals(self.final):
            self.part_files.report.write_text(report_json, encoding="utf-8")
            self._refuse_if_finished()
            if sys.platform == "win32":  # a folder with an open file in it cannot be renamed there
                self._let_go(self.part)
            try:
                self.part.rename(self.final)  # the system refuses to replace a folder that holds anything
            except OSError:
                self._refuse_if_finished()
                raise
            self._let_go(self.final)
            self._is_published = True
        return self.files

    def discard(self) -> None:
        """Removes what was written, unless it was published."""
        if self._is_published or not self._lock.is_locked:
            return
        _remove(self.part, self._lock)

    def _let_go(self, folder: Path) -> None:
        """Ends the claim; the lock's file is no part of the slot."""
        if sys.platform == "win32":
            self._lock.release()
        (folder / LOCK_NAME).unlink(missing_ok=True)
        self._lock.release()

    def _refuse_if_finished(self) -> None:
        if self.final.exists() or self.final.is_symlink():
            raise SlotNumberTaken(
                tr(
                    "{folder} is there already, and the program never replaces a finished slot.",
                    folder=self.final,
                )
            )

    def check_free(self) -> None:
        """While the slot is written, from any thread: half of the start's demand. Raises `OutputError`."""
        with _refusals(self._output_dir):
            self._check_free(self._min_free_bytes // 2)

    def _check_free(self, needed_bytes: int) -> None:
        free_bytes = shutil.disk_usage(self._output_dir).free
        if free_bytes < needed_bytes:
            raise OutputError(
                "output",
                tr(
                    "{folder} has {free:.2f} GB of free disk; the slot needs {needed:.2f} GB.",
                    folder=self._output_dir,
                    free=free_bytes / 1e9,
                    needed=needed_bytes / 1e9,
                ),
                remedy=tr("Free some space or choose another output folder."),
            )


def next_free_number(output_dir: Path) -> int:
    """The number after the highest that the folder holds or somebody makes; the lowest gap after 999,999."""
    taken = set(_numbers(output_dir))
    following = max(taken, default=-1) + 1
    if following <= MAX_SLOT_ID:
        return following
    return next(number for number in range(MAX_SLOT_ID + 1) if number not in taken)


def _numbers(output_dir: Path) -> Iterator[int]:
    with contextlib.suppress(OSError), os.scandir(output_dir) as entries:
        for entry in entries:
            found = _NUMBERED.fullmatch(entry.name)
            if found:
                yield int(found[1])


def remove_litter(output_dir: Path) -> list[Path]:
    """Removes half-written folders whose process has died; returns them. Those of living ones stay."""
    found = []
    for prefix in (PART_PREFIX, NEW_PREFIX):
        for path in output_dir.glob(f"{prefix}slot-*"):
            if _remove_if_dead(path):
                found.append(path)
    return found


def _claimed(part: Path) -> FileLock:
    """The lock of a new folder at `part`; raises `SlotNumberTaken` when a living process has it."""
    fresh = part.with_name(f"{NEW_PREFIX}{part.name.removeprefix(PART_PREFIX)}-{secrets.token_hex(6)}")
    fresh.mkdir()
    lock = FileLock(fresh / LOCK_NAME, thread_local=False)
    lock.acquire(blocking=False)
    try:
        for _ in range(2):  # a dead one's folder is removed once
            with contextlib.suppress(OSError):
                fresh.rename(part)
                return lock
            if not _remove_if_dead(part):
                break
        folder = part.with_name(part.name.removeprefix(PART_PREFIX))
        raise SlotNumberTaken(tr("Another program is generating {folder}.", folder=folder))
    except BaseException:
        lock.release()
        shutil.rmtree(fresh, ignore_errors=True)
        raise


def _remove_if_dead(path: Path) -> bool:
    """Whether nobody held the folder's lock; then it is gone. A claim is young and may have no lock yet."""
    lock_file = path / LOCK_NAME
    if path.is_symlink() or not path.is_dir():  # nobody's claim: what a link leads to is not ours
        return False
    if path.name.startswith(NEW_PREFIX) and _age_s(path) < CLAIM_LIMIT_S:
        return False
    lock = FileLock(lock_file, thread_local=False)
    try:
        lock_file.touch()
        seen = lock_file.stat().st_ino
        lock.acquire(blocking=False)
        if lock_file.stat().st_ino == seen:
            return _remove(path, lock)
    except (Timeout, OSError):
        pass
    lock.release()  # the folder was removed and claimed anew while we waited for its lock
    return False


def _remove(path: Path, lock: FileLock) -> bool:
    """Removes a folder whose lock is held here; whether it is gone from its place.

    It leaves its place before its lock ends: at the old place another process may claim the number at once.
    """
    aside = path.with_name(f"{NEW_PREFIX}{path.name.lstrip('.').split('-', 1)[1]}-{secrets.token_hex(6)}")
    if sys.platform == "win32":  # a folder with an open file in it cannot be renamed there
        lock.release()
    try:
        path.rename(aside)
    except OSError:
        return False
    finally:
        lock.release()
    shutil.rmtree(aside, ignore_errors=True)
    return True


def _age_s(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0.0


def _files(folder: Path, clip_format: ClipFormat) -> SlotFiles:
    clip = folder / f"{CLIP}{clip_format.suffix}"
    return SlotFiles(clip, folder / "actor.png", folder / "speech.wav", folder / "report.json")


@contextmanager
def _refusals(where: Path) -> Iterator[None]:
    """Turns the system's refusal into a sentence."""
    try:
        yield
    except OSError as error:
        raise OutputError(
            "output",
            tr("{folder} cannot be written ({why}).", folder=where, why=error.strerror or error),
            remedy=tr("Choose a writable output folder."),
        ) from error
