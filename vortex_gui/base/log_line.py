"""One structured record of the log, the same in the dock, the file and the protocol."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LogLine:
    """A record; `at` is epoch seconds, `fields_json` an object of further fields."""

    at: float
    level: str
    logger: str
    message: str
    slot_id: int | None
    fields_json: str
