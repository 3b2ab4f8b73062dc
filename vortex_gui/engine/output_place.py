"""The output folder of the slots that begin from now on: its drive, its free space."""

from __future__ import annotations

from pathlib import Path

from vortex_gui.base.words.translation import tr
from vortex_gui.engine.history.store import Fault, Store
from vortex_gui.engine.output.finished_folder import disk_fault
from vortex_gui.engine.output.output_drive import OutputDrive


class OutputPlace:
    """Belongs to the engine's loop, but for `fault`, which the writer thread asks."""

    def __init__(self, store: Store, drive: OutputDrive, folder: Path, *, min_free_bytes: int) -> None:
        self.folder = folder
        self._store = store
        self._drive = drive
        self._min_free_bytes = min_free_bytes

    def use(self, folder: Path) -> None:
        """Every slot that begins from now on goes to this folder."""
        self.folder = folder
        self.remember_drive()

    def remember_drive(self) -> None:
        """The drive that the folder is on today, unless one is remembered already."""
        folder = self.folder
        fault = tr("The console could not read the drive of {folder}.", folder=folder)
        self._store.write(fault, lambda _: self._drive.look(folder))

    def fault(self, output: Path) -> Fault | None:
        """Why no slot can go to this folder now; waits for the disk."""
        return self._drive.fault(output) or disk_fault(output, self._min_free_bytes)
