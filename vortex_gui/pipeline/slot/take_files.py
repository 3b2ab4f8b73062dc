"""The files of one take, kept in memory while another take is written in their place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from vortex_gui.base.files.own_files import is_plain, read_plain
from vortex_gui.base.publishing.claimed_folder import refusals
from vortex_gui.pipeline.slot.slot_folder import SlotFolder

MAX_BYTES = 2 * 1024**3
"""Of one file: a clip of the longest slot takes a fiftieth of it."""

TakeFiles = Mapping[Path, bytes]


def read_take(folder: SlotFolder) -> TakeFiles:
    """What the take has written, by path. Raises `OutputError`."""
    with refusals(folder.final):
        return {path: read_plain(path, MAX_BYTES) for path in _written(folder)}


def write_take(folder: SlotFolder, files: TakeFiles) -> None:
    """Puts the files back in place of those of a later take. Raises `OutputError`."""
    with refusals(folder.final):
        for path, content in files.items():
            with folder.new_file(path) as file:
                file.write(content)


def _written(folder: SlotFolder) -> Iterator[Path]:
    """The report is written when the slot is over."""
    files = folder.part_files
    return (path for path in files.paths if path != files.report and is_plain(path))
