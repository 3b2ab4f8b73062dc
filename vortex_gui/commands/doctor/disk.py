"""Checks of the folders: can they be written, and is there room?"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from vortex_gui.base.disk import free_disk, nearest_existing
from vortex_gui.base.settings import Settings
from vortex_gui.commands.doctor.check import Check, State

GB = 1e9


def disk(settings: Settings) -> Iterator[Check]:
    needed = settings.output.min_free_gb * GB
    for name, folder in (
        ("output folder", settings.folders.output_path),
        ("data folder", settings.folders.data_path),
    ):
        there, free = nearest_existing(folder), free_disk(folder)
        found = f"{folder}, {free / GB:.1f} GB free"
        if not _is_writable(there):
            yield Check(
                name, State.FAULT, f"{found}, not writable", f"Give yourself write access to {there}."
            )
        elif free < needed:
            remedy = f"At least {needed / GB:.1f} GB are needed: make room or choose another folder."
            yield Check(name, State.FAULT, found, remedy)
        else:
            yield Check(name, State.GOOD, found)


def _is_writable(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
