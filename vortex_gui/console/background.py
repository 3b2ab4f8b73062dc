"""Runs a function in a pool thread and hands its answer to the GUI thread, if it is still wanted."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

_log = logging.getLogger(__name__)


class Background(QObject):
    """One owner's reading in the background: `answered(ticket, answer)` comes in the owner's thread.

    Only the newest ticket is worth an answer; an older one that comes late is dropped here. A reading that
    raises answers with the exception. Reads must be bounded: closing waits for them.
    """

    answered = Signal(object)
    _came = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ticket = 0
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._pool.setExpiryTimeout(5_000)
        self._came.connect(self._on_came)

    def read(self, work: Callable[[], Any]) -> None:
        """Begins `work`; what was begun before is no longer wanted."""
        self.forget()
        self._pool.start(_Work(self._ticket, work, self._answer))

    def forget(self) -> None:
        """Drops what was begun: no answer comes of it, and what has not started never does."""
        self._ticket += 1
        self._pool.clear()

    def _answer(self, ticket: int, answer: Any) -> None:
        try:
            self._came.emit(ticket, answer)
        except RuntimeError:  # the owner has gone while the pool was reading
            _log.debug("an answer came after its owner had gone")

    def _on_came(self, ticket: int, answer: object) -> None:
        if ticket == self._ticket:
            self.answered.emit(answer)


class _Work(QRunnable):
    def __init__(self, ticket: int, work: Callable[[], Any], answer: Callable[[int, Any], None]) -> None:
        super().__init__()
        self._ticket, self._work, self._answer = ticket, work, answer

    def run(self) -> None:
        answer: Any
        try:
            answer = self._work()
        except Exception as error:  # a pool thread's border: the owner tells the operator
            answer = error
        self._answer(self._ticket, answer)
