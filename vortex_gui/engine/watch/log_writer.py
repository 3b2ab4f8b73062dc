"""Writes log lines to their file in a thread; of those that come too fast a bounded number waits."""

from __future__ import annotations

import threading
from collections import deque

from vortex_gui.base.log.line_budget import LineBudget
from vortex_gui.base.log.log_line import LogLine
from vortex_gui.base.log.logs import JsonLinesFile
from vortex_gui.base.process.work_thread import WorkThread


class LogWriter:
    """Takes lines on the loop; at most one call of it waits in the thread."""

    def __init__(self, file: JsonLinesFile, thread: WorkThread) -> None:
        self._file = file
        self._thread = thread
        self._change = threading.Lock()
        self._waiting: deque[LogLine] = deque()
        self._lines = LineBudget(__name__)
        self._is_due = False

    def take(self, line: LogLine) -> None:
        with self._change:
            if not self._lines.admit(line):
                return
            self._waiting.append(line)
            is_due, self._is_due = self._is_due, True
        if not is_due:
            self._thread.run(self._write_all)

    def close(self) -> None:
        """In the thread: writes what waits, and closes the file."""
        self._write_all()
        self._file.close()

    def _write_all(self) -> None:
        while (line := self._next()) is not None:
            self._file.write(line)

    def _next(self) -> LogLine | None:
        with self._change:
            if not self._waiting:
                self._is_due = False
                return None
            line = self._waiting.popleft()
            if gap := self._lines.release(line):
                self._waiting.append(gap)
            return line
