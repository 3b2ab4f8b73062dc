"""The log of a headless command: a file in the data folder, so that stderr carries sentences alone."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from vortex_gui.base.log.logs import LOG_FOLDER, JsonLinesFile, LineHandler
from vortex_gui.base.settings.settings import Settings

LOG_NAME = "commands.jsonl"
ENDINGS = "vortex_gui.pipeline.slot.endings"


@contextmanager
def kept_log(settings: Settings) -> Iterator[None]:
    """Sends all records to the file meanwhile; a disk that refuses costs the records, not the command."""
    path = settings.folders.data_path / LOG_FOLDER / LOG_NAME
    file = JsonLinesFile(path, max_bytes=settings.log.max_mb * 1_000_000)
    handlers, root = (LineHandler(file.write, settings.log.level), _warnings()), logging.getLogger()
    before = root.level
    for handler in handlers:
        root.addHandler(handler)
    root.setLevel(settings.log.level)
    try:
        yield
    finally:
        for handler in handlers:
            root.removeHandler(handler)
        root.setLevel(before)
        file.close()


class _Sentence(logging.Formatter):
    """The record's words alone; the file has its trace."""

    def format(self, record: logging.LogRecord) -> str:
        return record.getMessage()


def _warnings() -> logging.Handler:
    """Shows warnings on stderr, but for those of how a slot ended: the command itself says that."""
    handler = logging.StreamHandler()
    handler.setLevel(logging.WARNING)
    handler.setFormatter(_Sentence())
    handler.addFilter(lambda record: record.name != ENDINGS)
    return handler
