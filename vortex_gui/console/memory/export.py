"""Saves what the memory dock shows: the picture as PNG, the buckets of the chosen worker as CSV."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, QSize, QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from vortex_gui.base.files.standing import unwritable_file, why
from vortex_gui.base.words.translation import tr
from vortex_gui.console.memory.all_workers import AllWorkers
from vortex_gui.console.memory.drawing.canvas import MemoryCanvas
from vortex_gui.console.memory.kept.layers import LAYERS, OWN, stages_of
from vortex_gui.console.memory.kept.max_buckets import Columns
from vortex_gui.console.memory.size_dialog import SizeDialog
from vortex_gui.console.state.intents import Intents
from vortex_gui.engine.facts.events import Severity


class MemoryExport(QObject):
    """Asks where to, writes, and tells.

    Whichever of `one` and `all_workers` is in sight makes the picture; `shown` gives the buckets.
    """

    def __init__(
        self,
        intents: Intents,
        one: MemoryCanvas,
        all_workers: AllWorkers,
        shown: Callable[[], Columns],
        owner: QWidget,
    ) -> None:
        super().__init__(owner)
        self._intents = intents
        self._one, self._all = one, all_workers
        self._shown = shown
        self._owner = owner

    def ask_png(self) -> None:
        """Asks for the picture's size first, then for the file."""
        dialog = SizeDialog(self._pictured().size(), self._owner)
        dialog.chosen.connect(self._ask_png)
        dialog.open()

    def _pictured(self) -> MemoryCanvas | AllWorkers:
        return self._one if self._all.isHidden() else self._all

    def ask_csv(self) -> None:
        self._ask(tr("Save the figures"), "csv", self.save_csv)

    def save_png(self, path: Path, size: QSize | None = None) -> bool:
        """Writes graph and legend, laid out for this size or the one on the screen; tells what came of it."""
        if fault := unwritable_file(path):
            return self._tell(path, fault)
        shown = self._pictured()
        picture = shown.picture(size or shown.size())
        written = picture.save(str(path), "PNG")  # type: ignore[call-overload]  # the stubs know bytes alone
        return self._tell(path, "" if written else tr("no picture can be saved there"))

    def save_csv(self, path: Path) -> bool:
        """Writes the buckets of the span shown, a row each; what came of it is told."""
        fault = unwritable_file(path)  # a pipe would hold the window for ever
        if not fault:
            try:
                write_csv(path, self._shown())
            except OSError as error:
                fault = why(error)
        return self._tell(path, fault)

    def _ask_png(self, size: QSize) -> None:
        self._ask(tr("Save the graph"), "png", partial(self.save_png, size=size))

    def _ask(self, title: str, suffix: str, export: Callable[[Path], object]) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = f"memory-{datetime.now():%Y%m%d-%H%M%S}.{suffix}"
        dialog = QFileDialog(self._owner, title, str(Path(folder) / name))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.selectFile(name)
        dialog.fileSelected.connect(lambda chosen: export(Path(chosen)))
        dialog.open()

    def _tell(self, path: Path, fault: str) -> bool:
        if not fault:
            self._intents.notify(Severity.SUCCESS, tr("Wrote {path}.", path=path))
        else:
            self._intents.notify(
                Severity.ERROR,
                tr("{path} cannot be written ({why}).", path=path, why=fault),
                remedy=tr("Choose another folder."),
                key=f"memory export {path}",
            )
        return not fault


def write_csv(path: Path, columns: Columns) -> None:
    """A row for each bucket that has a sample; raises `OSError`.

    Bytes are whole numbers; "n/a" is not measurable; a bucket without samples has no row.
    """
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["time", "epoch_s", *(f"{layer}_bytes" for layer in LAYERS), "used_bytes", "stages"])
        # A bucket without a sample shows the one before it, so that the graph draws no comb.
        own = columns.present & (np.diff(columns.at, prepend=np.nan) != 0)
        for index in np.flatnonzero(own):
            table.writerow(_csv_row(columns, int(index)))


def _csv_row(columns: Columns, index: int) -> list[str]:
    values = columns.values[:, index]
    at = float(columns.at[index])
    return [
        datetime.fromtimestamp(at).astimezone().isoformat(timespec="milliseconds"),
        f"{at:.3f}",
        *("n/a" if math.isnan(value) else f"{value:.0f}" for value in values),
        f"{values[:OWN].sum():.0f}",
        "+".join(stages_of(int(columns.bits[index]))),
    ]
