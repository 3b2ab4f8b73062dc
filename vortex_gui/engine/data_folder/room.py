"""Room on the data folder's disk: no slot begins whose beginning and end could not be written down."""

from __future__ import annotations

from pathlib import Path

from vortex_gui.base.files.disk import free_disk
from vortex_gui.base.words.translation import tr

NEEDED_BYTES = 50_000_000
"""A slot's row and report, the write-ahead log of the slots behind it, and two files of the log."""


def room_fault(folder: Path) -> tuple[str, str] | None:
    """Why no slot begins, and a remedy; waits for the disk."""
    try:
        free = free_disk(folder)
    except OSError:
        return None  # a folder that cannot be asked: writing to it tells more
    if free >= NEEDED_BYTES:
        return None
    sentence = tr(
        "{folder} has {free_mb:.0f} MB free of {needed_mb:.0f} MB needed to save queue and history.",
        folder=folder,
        free_mb=free / 1e6,
        needed_mb=NEEDED_BYTES / 1e6,
    )
    return sentence, tr("Free some space, then resume the queue.")
