"""Sources in the hub's cache that prepared weights stand for: which they are, and how they go.

What goes is the file of the bytes. Its name in the snapshot stays, as a link that leads nowhere but still
says the hash, so that the prepared weights are found by it and a fetch knows where the file belongs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from vortex_gui.checkpoints.hashes import name_of_blob
from vortex_gui.checkpoints.places import network_files


@dataclass(frozen=True, slots=True)
class Source:
    """One file of the cache that can go."""

    link: Path
    blob: Path
    size: int


def is_dropped(path: Path) -> bool:
    """Whether a file of a snapshot was dropped: the link is there and its bytes are not."""
    return name_of_blob(path) is not None and not path.exists()


def sources_in(folder: Path) -> tuple[Source, ...]:
    """The files of a network that lie in the hub's cache; none where the folder is the operator's own."""
    return tuple(
        Source(path, path.resolve(), path.stat().st_size)
        for path in network_files(folder)
        if name_of_blob(path) is not None and path.exists()
    )


def drop(sources: Iterable[Source]) -> int:
    """Deletes them; returns the bytes freed. Raises `OSError`."""
    freed = 0
    for source in sources:
        source.blob.unlink()
        freed += source.size
    return freed
