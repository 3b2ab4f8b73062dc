"""Watches the free space below the data folder, where queue, history, log and flight recorder grow."""

from __future__ import annotations

from pathlib import Path

from vortex_gui.base.files.disk import free_disk
from vortex_gui.base.words.translation import tr

LOW_BYTES = 200_000_000
"""The log's five files and the rings take 130 MB, the history of a long shift the rest."""
AGAIN_SHARE = 1.25
"""Free space of `LOW_BYTES` times this ends a shortage, so that a disk at the edge is told of once."""


class DiskWatch:
    """Looks at one folder's disk; plain calls, from one thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._is_low = False

    def look(self) -> str:
        """A sentence when room has become short since the last look; else empty."""
        try:
            free = free_disk(self._folder)
        except OSError:
            return ""  # a folder that cannot be asked: writing to it tells more
        was_low, self._is_low = self._is_low, free < LOW_BYTES * (AGAIN_SHARE if self._is_low else 1)
        if was_low or not self._is_low:
            return ""
        return tr(
            "{folder} has {free_mb:.0f} MB of free disk left for queue, history and log.",
            folder=self._folder,
            free_mb=free / 1e6,
        )
