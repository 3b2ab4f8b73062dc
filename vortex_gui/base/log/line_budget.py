"""How many log lines may wait somewhere: those past it are dropped and counted."""

from __future__ import annotations

from vortex_gui.base.log.log_line import LogLine
from vortex_gui.base.log.logs import note
from vortex_gui.base.words.translation import tr

MOST_CHARS = 8_000_000
"""Of waiting lines: some ten seconds of a talkative worker, and 1 % of its memory."""


class LineBudget:
    """Asked for each line that comes and told of each that goes, under its owner's lock.

    Once it is full it takes none until half of it is free: then one line stands for the gap, at its place.
    """

    def __init__(self, logger: str, most_chars: int = MOST_CHARS) -> None:
        """`logger` is the name in the line that tells of a gap."""
        self._logger = logger
        self._most_chars = most_chars
        self._waiting_chars = 0
        self._dropped = 0

    def admit(self, line: LogLine) -> bool:
        """Whether the line may wait; else it counts as dropped."""
        if self._dropped or self._waiting_chars >= self._most_chars:
            self._dropped += 1
            return False
        self._waiting_chars += line.weight
        return True

    def release(self, line: LogLine) -> LogLine | None:
        """The line waits no longer; returns one to put behind those that wait, when that ends a gap."""
        self._waiting_chars -= line.weight
        if not self._dropped or self._waiting_chars > self._most_chars // 2:
            return None
        count, self._dropped = self._dropped, 0
        text = tr(
            "{count} log lines were dropped: they came faster than the console could take them.", count=count
        )
        told = note("WARNING", text, logger=self._logger)
        self.admit(told)
        return told
