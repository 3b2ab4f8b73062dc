"""What the operator is told: the tail of the log and the notices."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from vortex_gui.base.log.log_line import LogLine
from vortex_gui.engine.facts.events import Severity

LOG_LINES_KEPT = 10_000
"""Some 5 MB; the rest is in the log file."""
NOTICES_KEPT = 500


class LogTail(QObject):
    """The last log lines; `appended(count)`: so many new ones stand at the end of `lines`."""

    appended = Signal(int)
    cleared = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: deque[LogLine] = deque(maxlen=LOG_LINES_KEPT)

    def extend(self, lines: Iterable[LogLine]) -> None:
        fresh = list(lines)
        if fresh:
            self.lines.extend(fresh)
            self.appended.emit(len(fresh))

    def clear(self) -> None:
        self.lines.clear()
        self.cleared.emit()


@dataclass(frozen=True, slots=True)
class NoticeButton:
    """What the operator can do about a message at once; offered for `lasts_s`, or until it is dismissed."""

    label: str
    tip: str
    press: Callable[[], None]
    lasts_s: float | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A message for the operator, `count` times come; one with the same `key` replaces the one before.

    Posting dates it, unless it has a date.
    """

    key: str
    severity: Severity
    text: str
    remedy: str = ""
    details: str = ""
    at: float = 0.0
    count: int = 1
    button: NoticeButton | None = None


class Notices(QObject):
    """The messages in their order; `changed` after each post or dismissal, `posted(Notice)` for each post.

    `past` holds what was told, also what was dismissed, oldest first; `unread` counts those that nobody has
    looked at there, and tells so by `counted`. `forgotten` when `past` was emptied.
    """

    changed = Signal()
    posted = Signal(object)
    counted = Signal()
    forgotten = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._by_key: dict[str, Notice] = {}
        self.past: deque[Notice] = deque(maxlen=NOTICES_KEPT)
        self.unread = 0

    def all(self) -> tuple[Notice, ...]:
        return tuple(self._by_key.values())

    def post(self, notice: Notice) -> None:
        notice = replace(notice, at=notice.at or time.time())
        before = self._by_key.pop(notice.key, None)
        if before is not None:
            notice = replace(notice, count=before.count + 1)
        self._by_key[notice.key] = notice
        self._put_down(notice)
        self.posted.emit(notice)
        self.changed.emit()

    def amend(self, key: str, remedy: str) -> None:
        """Another remedy for a message that still stands; it is no new one."""
        if key in self._by_key:
            self._by_key[key] = replace(self._by_key[key], remedy=remedy)
            self.changed.emit()

    def read(self) -> None:
        """The operator has looked at what was told."""
        if self.unread:
            self.unread = 0
            self.counted.emit()

    def forget(self) -> None:
        """Empties `past`; what still stands on the screen stays."""
        self.past.clear()
        self.read()
        self.forgotten.emit()

    def _put_down(self, notice: Notice) -> None:
        """A message that only repeats the last one is counted there."""
        last = self.past[-1] if self.past else None
        if last is not None and (last.key, last.text) == (notice.key, notice.text):
            self.past[-1] = replace(notice, count=last.count + 1)
        else:
            self.past.append(replace(notice, count=1))
        self.unread += 1
        self.counted.emit()

    def dismiss(self, key: str) -> None:
        if self._by_key.pop(key, None) is not None:
            self.changed.emit()
