"""One structured record of the log, the same in the dock, the file and the protocol."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from vortex_gui.base.notation.bounds import Moment, SlotNumber

RECORD_CHARS = 100
LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
LEVELS: tuple[LogLevel, ...] = get_args(LogLevel)
"""From the lowest to the highest."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """A record; `at` is epoch seconds, `fields_json` an object of further fields."""

    at: Moment
    level: str
    logger: str
    message: str
    slot_id: SlotNumber | None
    fields_json: str

    @property
    def weight(self) -> int:
        """Characters that it holds while it waits, with those of the record itself."""
        return len(self.message) + len(self.fields_json) + RECORD_CHARS
