"""One finished folder on its way home: name, size, offset and digest are checked before it is in place."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import IO

from vortex_gui.base.files.own_files import is_plain
from vortex_gui.base.formats import FORMATS
from vortex_gui.base.publishing.claimed_folder import ClaimedFolder, refusals
from vortex_gui.base.report.report import slot_file_names
from vortex_gui.base.words.translation import tr
from vortex_gui.wire.link.words import FileChunk, FolderOffer, OfferedFile

REPORT = "report.json"
MOST_BYTES = dict.fromkeys((found.suffix for found in FORMATS), 4 * 2**30) | {
    ".png": 64 * 2**20,
    ".wav": 512 * 2**20,
}
"""The largest file of each kind that is taken."""
MOST_OTHER_BYTES = 8 * 2**20


class LandingFault(ValueError):
    """What the machine sent is not the folder that it offered; `str()` is the sentence."""


class Landing:
    """Takes the chunks of one offer. Used from one thread; ends by `publish` or `discard`."""

    def __init__(self, offer: FolderOffer, output_dir: Path) -> None:
        """Raises `LandingFault` for an offer that is none, `OutputError` where nothing can be written."""
        _check(offer)
        self._waiting = list(offer.files)
        self._file: IO[bytes] | None = None
        self._digest = hashlib.sha256()
        self._offset = 0
        self._folder = ClaimedFolder(output_dir, offer.slot_id)

    def take(self, chunk: FileChunk) -> bool:
        """Writes a chunk; whether the folder is whole now. Raises `LandingFault` and `OutputError`."""
        expected = self._expected(chunk)
        with refusals(self._folder.final):
            if self._file is None:
                self._file = self._folder.new_file(self._folder.part / expected.name)
            self._file.write(chunk.data)
        self._digest.update(chunk.data)
        self._offset += len(chunk.data)
        if self._offset == expected.size:
            self._finish(expected)
        return not self._waiting

    def publish(self) -> Path:
        """Puts the whole folder in place and returns it. Raises `OutputError`, also for a number in use."""
        self._folder.rename_into_place()
        return self._folder.final

    def discard(self) -> None:
        """Removes what was written, unless it was published."""
        if self._file is not None:
            self._file.close()
            self._file = None
        self._folder.discard()

    def _expected(self, chunk: FileChunk) -> OfferedFile:
        """The file whose turn it is; its chunks come in order, and none goes past its size."""
        if not self._waiting:
            raise LandingFault(tr("The machine sent more files than it offered."))
        expected = self._waiting[0]
        if chunk.name != expected.name or chunk.offset != self._offset or not chunk.data:
            raise LandingFault(tr("The parts of {file} came out of order.", file=expected.name))
        if self._offset + len(chunk.data) > expected.size:
            raise LandingFault(tr("{file} is longer than the machine said.", file=expected.name))
        return expected

    def _finish(self, expected: OfferedFile) -> None:
        if self._digest.digest() != expected.sha256:
            raise LandingFault(tr("{file} arrived damaged: its hash is another one.", file=expected.name))
        assert self._file is not None
        with refusals(self._folder.final):
            self._file.flush()
            os.fsync(self._file.fileno())  # the machine deletes its own once we acknowledge
            self._file.close()
        self._file, self._digest, self._offset = None, hashlib.sha256(), 0
        self._waiting.pop(0)


def offer_of(folder: Path, slot_id: int, attempt: int) -> FolderOffer | None:
    """The offer of a finished folder: its plain files with the names of a slot's; `None` without a report.

    Waits for the disk. Raises `OSError`.
    """
    paths = [folder / name for name in sorted(slot_file_names()) if is_plain(folder / name)]
    files = [OfferedFile(path.name, path.stat().st_size, _digest(path)) for path in paths]
    offer = FolderOffer(slot_id, attempt, tuple(file for file in files if file.size))
    return offer if any(file.name == REPORT for file in offer.files) else None


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _check(offer: FolderOffer) -> None:
    names = [file.name for file in offer.files]
    for file in offer.files:
        if file.name not in slot_file_names():
            raise LandingFault(
                tr("The machine offered a file that no slot has: {name}.", name=repr(file.name))
            )
        if not 0 < file.size <= _most(file.name):
            raise LandingFault(
                tr("{file} has a size that is not taken: {size} bytes.", file=file.name, size=file.size)
            )
    if len(set(names)) != len(names) or REPORT not in names:
        raise LandingFault(tr("The machine offered no whole folder: {names}.", names=", ".join(names) or "–"))


def _most(name: str) -> int:
    return MOST_BYTES.get(Path(name).suffix, MOST_OTHER_BYTES)
