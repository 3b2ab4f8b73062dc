"""Checks of the folders: can the program write there, and is there room?"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from vortex_gui.base.doctor_report import Check, State
from vortex_gui.base.files.disk import free_disk, nearest_existing
from vortex_gui.base.settings.settings import Settings
from vortex_gui.base.words.amounts import GB
from vortex_gui.base.words.translation import tr


def disk(settings: Settings) -> Iterator[Check]:
    needed = settings.output.min_free_gb * GB
    for name, folder in (
        (tr("output folder"), settings.folders.output_path),
        (tr("data folder"), settings.folders.data_path),
    ):
        there, free = nearest_existing(folder), free_disk(folder)
        found = tr("{folder}, {free_gb:.1f} GB free", folder=folder, free_gb=free / GB)
        if not _is_writable(there):
            found = tr("{folder}, {free_gb:.1f} GB free, not writable", folder=folder, free_gb=free / GB)
            remedy = tr("Give yourself write access to {folder}.", folder=there)
            yield Check(name, State.FAULT, found, remedy)
        elif free < needed:
            remedy = tr(
                "At least {needed_gb:.1f} GB are needed: make room or choose another folder.",
                needed_gb=needed / GB,
            )
            yield Check(name, State.FAULT, found, remedy)
        else:
            yield Check(name, State.GOOD, found)


def _is_writable(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
