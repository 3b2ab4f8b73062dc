"""Runs a function in a thread of its own and hands its answer to the GUI thread, if it is still wanted."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue

from PySide6.QtCore import QObject, QTimer, Signal

POLL_MS = 15
"""How often the owner looks for the answer while it waits for one."""


class Background(QObject):
    """One owner's reading in the background: `answered(answer)` comes in the owner's thread.

    Only the newest reading is worth an answer: what waits is replaced, and a late answer is dropped. A
    reading that raises answers with the exception. The thread shares no Qt object with the owner, so that
    neither waits for the other when one goes: a Qt pool's end would wait for the thread with the
    interpreter's lock held, and the thread for that lock.
    """

    answered = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ticket = 0
        self._desk = _Desk()
        self._look = QTimer(self, interval=POLL_MS)
        self._look.timeout.connect(self._on_look)

    def read(self, work: Callable[[], object]) -> None:
        """Begins `work`; what was begun before is no longer wanted."""
        self.forget()
        self._desk.put(self._ticket, work)
        self._look.start()

    def forget(self) -> None:
        """Drops what was begun: no answer comes of it, and what has not started never does."""
        self._ticket += 1
        self._desk.clear()
        self._look.stop()

    def _on_look(self) -> None:
        try:
            ticket, answer = self._desk.answers.get_nowait()
        except Empty:
            return
        if ticket == self._ticket:
            self._look.stop()
            self.answered.emit(answer)


@dataclass
class _Desk:
    """What owner and thread share: the job that waits, and the answers. One thread at a time works at it."""

    answers: SimpleQueue[tuple[int, object]] = field(default_factory=SimpleQueue)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _next: tuple[int, Callable[[], object]] | None = None
    _manned: bool = False

    def put(self, ticket: int, work: Callable[[], object]) -> None:
        with self._lock:
            self._next = (ticket, work)
            if not self._manned:
                self._manned = True
                threading.Thread(target=self._serve, name="reading", daemon=True).start()

    def clear(self) -> None:
        with self._lock:
            self._next = None

    def _take(self) -> tuple[int, Callable[[], object]] | None:
        with self._lock:
            job, self._next = self._next, None
            self._manned = job is not None
            return job

    def _serve(self) -> None:
        while job := self._take():
            ticket, work = job
            try:
                answer = work()
            except Exception as error:  # a thread's border: the owner tells the operator
                answer = error
            self.answers.put((ticket, answer))
