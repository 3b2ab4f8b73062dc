"""Finished folders that wait for their console's acknowledgement: on disk, bounded, there after a restart."""

from __future__ import annotations

import logging
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from vortex_gui.base.files.own_files import is_plain
from vortex_gui.base.files.private_files import make_private_folder
from vortex_gui.base.report.report import slot_file_names, slot_name
from vortex_gui.base.words.amounts import bytes_text
from vortex_gui.base.words.translation import tr
from vortex_gui.engine.machines.console_identity import IDENTITY
from vortex_gui.engine.machines.landing.landing import offer_of
from vortex_gui.serve.in_flight import PIECE_BYTES
from vortex_gui.wire.link.words import FolderOffer

_log = logging.getLogger(__name__)
_LEASE = re.compile(r"(\d{6})-(\d{1,10})")


@dataclass(frozen=True, slots=True)
class SpoolLease:
    """One attempt at a slot of one console."""

    console: str
    slot_id: int
    attempt: int


class Spool:
    """A folder for each lease, in which the worker makes its output folder. Waits for the disk."""

    def __init__(self, folder: Path, limit_bytes: int) -> None:
        """Takes up what the last agent left: finished folders stay, the others go. Raises `OSError`."""
        self._folder = folder
        self.limit_bytes = limit_bytes
        self._held: dict[SpoolLease, int] = {}
        """The bytes of each finished folder."""
        make_private_folder(folder)
        for lease in self._left():
            if not self.keep(lease):
                self.drop(lease)

    @property
    def used_bytes(self) -> int:
        return sum(self._held.values())

    def fault(self) -> tuple[str, str] | None:
        """Why no further slot begins, and a remedy; `None` while there is room."""
        if self.used_bytes < self.limit_bytes:
            return None
        sentence = tr(
            "The spool is full: finished slots hold {size} of {limit} and wait for their console.",
            size=bytes_text(self.used_bytes),
            limit=bytes_text(self.limit_bytes),
        )
        return sentence, tr("Connect their consoles, or give serve.spool_gb more room in the settings there.")

    def output_dir(self, lease: SpoolLease) -> Path:
        """Where the worker writes this attempt, made new. Raises `OSError`."""
        place = self._place(lease)
        shutil.rmtree(place, ignore_errors=True)
        make_private_folder(place.parent)
        make_private_folder(place)
        return place

    def keep(self, lease: SpoolLease) -> bool:
        """Counts a finished folder; false when there is none that is whole."""
        folder = self.finished(lease)
        names = [name for name in slot_file_names() if is_plain(folder / name)]
        if "report.json" not in names:
            return False
        self._held[lease] = sum((folder / name).stat().st_size for name in names)
        return True

    def finished(self, lease: SpoolLease) -> Path:
        """The folder that the worker renames into place once it is whole."""
        return self._place(lease) / slot_name(lease.slot_id)

    def has(self, lease: SpoolLease) -> bool:
        """Whether the finished folder of this attempt waits here."""
        return lease in self._held

    def held(self, console: str) -> list[SpoolLease]:
        """The finished folders of a console."""
        return [lease for lease in self._held if lease.console == console]

    def offer(self, lease: SpoolLease) -> FolderOffer | None:
        """With the hash of each file; `None` for a folder that is not here or cannot be read any more."""
        if lease not in self._held:
            return None
        try:
            return offer_of(self.finished(lease), lease.slot_id, lease.attempt)
        except OSError as error:
            _log.warning("a finished folder could not be read: %s", error, extra={"slot_id": lease.slot_id})
            return None

    def chunks(self, lease: SpoolLease, offer: FolderOffer) -> Iterator[tuple[str, int, bytes]]:
        """Name, offset and bytes of each part, in the offer's order. Raises `OSError`."""
        for file in offer.files:
            with (self.finished(lease) / file.name).open("rb") as source:
                offset = 0
                while data := source.read(PIECE_BYTES):
                    yield file.name, offset, data
                    offset += len(data)

    def drop(self, lease: SpoolLease) -> None:
        """Deletes all of an attempt; nothing happens where there is nothing."""
        self._held.pop(lease, None)
        shutil.rmtree(self._place(lease), ignore_errors=True)

    def _place(self, lease: SpoolLease) -> Path:
        return self._folder / lease.console / f"{lease.slot_id:06d}-{lease.attempt}"

    def _left(self) -> list[SpoolLease]:
        """What stands here under the names that this program gives; a stranger's folder is left alone."""
        found = []
        for console in self._folder.iterdir():
            if IDENTITY.fullmatch(console.name) and console.is_dir() and not console.is_symlink():
                for place in console.iterdir():
                    if lease := _LEASE.fullmatch(place.name):
                        found.append(SpoolLease(console.name, int(lease[1]), int(lease[2])))
        return found
