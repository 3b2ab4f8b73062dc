"""Where slots that begin from now on are written: the output folder, its drive, and room for their rows."""

from __future__ import annotations

from pathlib import Path

from vortex_gui.base.words.translation import tr
from vortex_gui.engine.data_folder.room import room_fault
from vortex_gui.engine.facts.slots import SlotRow
from vortex_gui.engine.history.store import Fault, Store
from vortex_gui.engine.output.finished_folder import disk_fault, whole_report
from vortex_gui.engine.output.output_drive import OutputDrive


class OutputPlace:
    """Belongs to the engine's loop, but for `fault` and `loss`, which the writer thread asks."""

    def __init__(
        self, store: Store, drive: OutputDrive, folder: Path, *, data_dir: Path, min_free_bytes: int
    ) -> None:
        self.folder = folder
        self._data_dir = data_dir
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
        """Why no slot can begin that goes to this folder; waits for the disks."""
        return (
            self._drive.fault(output)
            or disk_fault(output, self._min_free_bytes)
            or room_fault(self._data_dir)
        )

    def loss(self, row: SlotRow) -> Fault | None:
        """Why a slot that ran is not whole, where its folder is to blame: it would fare better another time.

        `None` for one that is whole, and for one that failed by itself. Waits for the disk.
        """
        if whole_report(row) is not None:
            return None
        output = Path(row.output_dir)
        return self._drive.fault(output) or disk_fault(output, 0)
