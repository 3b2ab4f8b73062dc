"""The log of a headless command: a file in the data folder, so that stderr carries sentences alone."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from vortex_gui.base.logs import LOG_FOLDER, JsonLinesFile, LineHandler
from vortex_gui.base.settings import Settings

LOG_NAME = "commands.jsonl"


@contextmanager
def kept_log(settings: Settings) -> Iterator[None]:
    """Sends all records to the file meanwhile; a disk that refuses costs the records, not the command."""
    path = settings.folders.data_path / LOG_FOLDER / LOG_NAME
    file = JsonLinesFile(path, max_bytes=settings.log.max_mb * 1_000_000)
    handler, root = LineHandler(file.write, settings.log.level), logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(settings.log.level)
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
        file.close()
