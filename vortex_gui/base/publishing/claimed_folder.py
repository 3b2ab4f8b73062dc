"""A slot's folder: its number is claimed first, it is written aside and renamed, and it replaces nothing."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from vortex_gui.base.errors import OutputError
from vortex_gui.base.files.disk import refusal
from vortex_gui.base.files.own_files import is_plain, new_file
from vortex_gui.base.publishing.claim import PART_PREFIX, SlotNumberTaken, claimed
from vortex_gui.base.publishing.folder_lock import LOCK_NAME
from vortex_gui.base.report.report import slot_file_names, slot_name
from vortex_gui.base.words.amounts import GB
from vortex_gui.base.words.translation import tr


class ClaimedFolder:
    """One slot's folder while it is being written; `publish()` puts it in place.

    Between here and there the number belongs to this process: any other that asks for it is refused.
    """

    def __init__(self, output_dir: Path, slot_id: int, *, min_free_bytes: int = 0) -> None:
        """Raises `SlotNumberTaken` when the number has a folder or another process makes it.

        Raises `OutputError` when the folder cannot be written or the disk is nearly full.
        """
        name = slot_name(slot_id)
        self.final = output_dir / name
        self.part = output_dir / f"{PART_PREFIX}{name}"
        self._output_dir = output_dir
        self._min_free_bytes = min_free_bytes
        self._is_published = False
        with refusals(output_dir):
            output_dir.mkdir(parents=True, exist_ok=True)
            self._check_free(min_free_bytes)
            self._refuse_if_finished()
            self._claim = claimed(self.part)
            self._lock = self._claim.lock
            if os.path.lexists(self.final):  # published between the look and the claim
                self.discard()
                self._refuse_if_finished()

    def new_file(self, path: Path) -> IO[bytes]:
        """Opens one of the files, made new; raises `OutputError` and `OSError`."""
        if not self._claim.is_at(self.part):
            raise _replaced(self.part)
        return new_file(path, dir_fd=self._claim.dir_fd)

    def rename_into_place(self) -> None:
        """Renames the folder; raises `SlotNumberTaken` when there is one by now."""
        self._refuse_strange_files()
        with refusals(self.final):
            self._refuse_if_finished()
            self._claim.open_to_others(self.part)
            if sys.platform == "win32":  # a folder with an open file in it cannot be renamed there
                self._let_go(self.part)
            try:
                self.part.rename(self.final)  # the system refuses to replace a folder that holds anything
            except OSError:
                self._refuse_if_finished()
                raise
            if not self._claim.is_at(self.final):  # somebody replaced it between the last look and now
                raise _replaced(self.final)
            self._let_go(self.final)
            self._is_published = True

    def discard(self) -> None:
        """Removes what was written, unless it was published."""
        if self._is_published or not self._lock.is_locked:
            return
        self._claim.remove(self.part)

    def check_free(self) -> None:
        """While the slot is written, from any thread: half of the start's demand. Raises `OutputError`."""
        with refusals(self._output_dir):
            self._check_free(self._min_free_bytes // 2)

    def _refuse_strange_files(self) -> None:
        for name in slot_file_names():
            path = self.part / name
            if os.path.lexists(path) and not is_plain(path):
                raise _replaced(path)

    def _let_go(self, folder: Path) -> None:
        """Ends the claim; the lock's file is no part of the slot."""
        if sys.platform == "win32":
            self._claim.close()
        (folder / LOCK_NAME).unlink(missing_ok=True)
        self._claim.close()

    def _refuse_if_finished(self) -> None:
        if os.path.lexists(self.final):
            raise SlotNumberTaken(
                tr(
                    "{folder} is there already, and the program never replaces a finished slot.",
                    folder=self.final,
                )
            )

    def _check_free(self, needed_bytes: int) -> None:
        free_bytes = shutil.disk_usage(self._output_dir).free
        if free_bytes < needed_bytes:
            raise OutputError(
                "output",
                tr(
                    "{folder} has {free:.2f} GB of free disk; the slot needs {needed:.2f} GB.",
                    folder=self._output_dir,
                    free=free_bytes / GB,
                    needed=needed_bytes / GB,
                ),
                remedy=tr("Free some space or choose another output folder."),
            )


def _replaced(path: Path) -> OutputError:
    return OutputError(
        "output",
        tr("Somebody replaced {file} while the program wrote there.", file=path),
        remedy=tr("Choose an output folder that only you can write."),
    )


@contextmanager
def refusals(where: Path) -> Iterator[None]:
    """Turns the system's refusal into a sentence."""
    try:
        yield
    except OSError as error:
        sentence, remedy = refusal(where, error)
        raise OutputError("output", sentence, remedy=remedy) from error
