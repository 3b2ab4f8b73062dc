"""The structured log: records as JSON lines in a rotating file, as `LogLine` events, and as a bounded tail.

A record takes its own fields as `extra={"slot_id": 7, "fields": {"freed_bytes": 42}}`.
"""

from __future__ import annotations

import json
import logging
import logging.handlers
import re
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import Any, TextIO

from vortex_gui.base.files.private_files import make_private_folder, open_private
from vortex_gui.base.log.log_line import LEVELS, LogLine

LOG_FOLDER = "logs"
"""In the data folder."""
BACKUPS = 4
"""Old files kept beside the current one."""
MAX_MESSAGE_CHARS = 16_000
MAX_CUT_CHARS = 2_000
_SECRETS = re.compile(
    r"hf_[A-Za-z0-9]{16,}"
    r"|(?i:\b(?:authorization|bearer|token|authkey|password|secret|api[_-]?key)\b[\"'\\]*\s*[:=]?\s*[\"'\\]*)"
    r"(?P<value>[A-Za-z0-9+/_\-.=]{16,})"
)


def quiet_python_warnings() -> None:
    """Makes Python's warnings records of their own text: an operator needs neither path nor line of a source.

    The record's fields keep both. Commands and the worker call this first.
    """
    warnings.showwarning = _log_warning


def _log_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    fields = {"category": category.__name__, "where": f"{filename}:{lineno}"}
    logging.getLogger("py.warnings").info("%s", message, extra={"fields": fields})


def without_secrets(text: str) -> str:
    """The text with tokens, keys and passwords blotted out."""
    return _SECRETS.sub(_blot, text)


def line_of(record: logging.LogRecord) -> LogLine:
    """A logging record as the event that crosses the process boundary and fills the log dock."""
    message = record.getMessage()
    if record.exc_info and record.exc_info[0] is not None:
        message = f"{message}\n{logging.Formatter().formatException(record.exc_info)}"
    slot_id = getattr(record, "slot_id", None)
    return LogLine(
        at=record.created,
        level=_level(record.levelno),
        logger=record.name,
        message=without_secrets(message[: 2 * MAX_MESSAGE_CHARS])[:MAX_MESSAGE_CHARS],
        slot_id=slot_id if isinstance(slot_id, int) else None,
        fields_json=_bounded(without_secrets(json.dumps(_fields(record), default=str, ensure_ascii=False))),
    )


def to_json(line: LogLine) -> str:
    """One line of JSON, without line breaks inside."""
    plain: dict[str, Any] = {
        "at": datetime.fromtimestamp(line.at, UTC).isoformat(timespec="milliseconds"),
        "level": line.level,
        "logger": line.logger,
        "message": line.message,
    }
    if line.slot_id is not None:
        plain["slot_id"] = line.slot_id
    fields = _parsed(line.fields_json)
    return json.dumps(plain | ({"fields": fields} if fields else {}), ensure_ascii=False)


class LineHandler(logging.Handler):
    """Passes each record as a `LogLine` to a callable, which sends or shows it."""

    def __init__(self, take: Callable[[LogLine], None], level: int | str = logging.NOTSET) -> None:
        super().__init__(level)
        self._take = take

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._take(line_of(record))
        except Exception:
            self.handleError(record)


class _PrivateFileHandler(logging.handlers.RotatingFileHandler):
    """Scripts stand in the log: its files are their owner's alone."""

    def _open(self) -> TextIOWrapper:
        return open(  # type: ignore[return-value]  # text mode
            self.baseFilename, self.mode, encoding=self.encoding, errors=self.errors, opener=open_private
        )


class JsonLinesFile:
    """A rotating file of JSON lines, for lines of this process and of the worker alike.

    Opens at the first line. A disk that refuses costs the line, not the program; `faults` counts such lines.
    """

    def __init__(self, path: Path, *, max_bytes: int) -> None:
        self.path = path
        self.faults = 0
        self._max_bytes = max_bytes
        self._handler: logging.handlers.RotatingFileHandler | None = None

    def write(self, line: LogLine) -> None:
        """Appends a line, from one thread at a time."""
        try:
            if self._handler is None and self.path.exists() and not self.path.is_file():
                raise FileExistsError(self.path)  # opening a pipe would wait for its other end
            handler, text = self._opened(), to_json(line)
            record = logging.makeLogRecord({"msg": "%s", "args": (text,)})
            if handler.shouldRollover(record):
                handler.doRollover()
            if handler.stream is not None:
                handler.stream.write(text + "\n")
                handler.stream.flush()
        except (OSError, ValueError):
            self.faults += 1

    def close(self) -> None:
        if self._handler is not None:
            self._handler.close()
            self._handler = None

    def _opened(self) -> logging.handlers.RotatingFileHandler:
        if self._handler is None:
            make_private_folder(self.path.parent)
            self._handler = _PrivateFileHandler(
                self.path, maxBytes=self._max_bytes, backupCount=BACKUPS, encoding="utf-8", errors="replace"
            )
        return self._handler


class LogTail:
    """The newest lines, for the log dock; older ones fall out."""

    def __init__(self, size: int = 5000) -> None:
        self._lines: deque[LogLine] = deque(maxlen=size)

    def append(self, line: LogLine) -> None:
        self._lines.append(line)

    def __len__(self) -> int:
        return len(self._lines)

    def lines(self, *, level: str = "DEBUG", slot_id: int | None = None, text: str = "") -> Iterator[LogLine]:
        """Lines from a level up, of one slot or of all, that hold a text, oldest first."""
        lowest, sought = LEVELS.index(level), text.casefold()
        for line in self._lines:
            if LEVELS.index(line.level) < lowest or (slot_id is not None and line.slot_id != slot_id):
                continue
            if sought in line.message.casefold():
                yield line


def note(
    level: str, message: str, *, logger: str = "vortex_gui.engine", slot_id: int | None = None
) -> LogLine:
    """A line of our own, now."""
    return LogLine(time.time(), level, logger, without_secrets(message), slot_id, "{}")


def _level(number: int) -> str:
    if number >= logging.ERROR:
        return "ERROR"
    if number >= logging.WARNING:
        return "WARNING"
    return "INFO" if number >= logging.INFO else "DEBUG"


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    fields = getattr(record, "fields", None)
    return fields if isinstance(fields, dict) else {}


def _bounded(fields_json: str) -> str:
    """Longer ones than a message may be are cut, and are a text then."""
    return fields_json if len(fields_json) <= MAX_MESSAGE_CHARS else json.dumps(fields_json[:MAX_CUT_CHARS])


def _parsed(fields_json: str) -> dict[str, Any]:
    try:
        fields = json.loads(fields_json)
    except ValueError:
        return {"unreadable": fields_json[:200]}
    return fields if isinstance(fields, dict) else {"value": fields}


def _blot(found: re.Match[str]) -> str:
    value = found.group("value")
    return "…" if value is None else found.group(0)[: -len(value)] + "…"
