"""Brings the console's own log records to where the worker's lines go."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from vortex_gui.base.log.log_line import LogLine
from vortex_gui.base.log.logs import line_of

LOGGER = "vortex_gui"


class LogBridge(logging.Handler):
    """Between `begin` and `end`, each record of this program, from any thread, becomes a `LogLine`."""

    def __init__(self, take: Callable[[LogLine], None], level: str) -> None:
        super().__init__(level)
        self._take = take
        self._loop: asyncio.AbstractEventLoop | None = None
        self._before = logging.NOTSET

    def begin(self) -> None:
        """Called on the loop that `take` belongs to."""
        self._loop = asyncio.get_running_loop()
        logger = logging.getLogger(LOGGER)
        self._before = logger.level
        logger.setLevel(self.level)
        logger.addHandler(self)

    def end(self) -> None:
        logger = logging.getLogger(LOGGER)
        logger.removeHandler(self)
        logger.setLevel(self._before)

    def emit(self, record: logging.LogRecord) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._take, line_of(record))
