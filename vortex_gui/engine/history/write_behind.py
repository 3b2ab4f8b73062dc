"""Writes go behind, in order; what the disk refused waits for another try, the newest of each slot."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import partial
from typing import Any

from vortex_gui.base.process.work_thread import WorkThread
from vortex_gui.base.words.translation import tr
from vortex_gui.base.words.wording import ended
from vortex_gui.engine.facts.events import EngineEvent, Notice, Severity
from vortex_gui.engine.history.history import History

_log = logging.getLogger(__name__)
Fault = tuple[str, str]
"""A sentence and a remedy."""


@dataclass(slots=True, eq=False)
class Write:
    """`call` runs in the writer thread, then `done` or `failed` on the loop.

    `fault` begins the notice of a refusal. Without a `key` a refused write is given up; with one it is tried
    again, unless a later write with the same key has taken its place.
    """

    fault: str
    call: Callable[[History], Any]
    done: Callable[[Any], None]
    failed: Callable[[Fault], None]
    key: Hashable = None


class WriteBehind:
    """Used on the loop. `on_refused` is called when the disk has refused a write, or taken one of those."""

    def __init__(
        self,
        thread: WorkThread,
        history: History,
        tell: Callable[[EngineEvent], None],
        on_refused: Callable[[], None],
    ) -> None:
        self._thread = thread
        self._history = history
        self._tell = tell
        self._on_refused = on_refused
        self._newest: dict[Hashable, Write] = {}
        """By key, those under way and those refused."""
        self._refused: dict[Hashable, Write] = {}
        """Those that wait for another try, oldest first."""

    def send(self, write: Write) -> None:
        if write.key is not None:
            self._newest[write.key] = write
            self._refused.pop(write.key, None)
        self._thread.run(write.call, self._history).add_done_callback(partial(self._on_answer, write))

    def retry(self) -> None:
        """Tries the refused writes again, in order, up to the first that is refused again."""
        if self._refused:
            trial = _Trial(list(self._refused.values()))
            self._refused.clear()
            self._thread.run(trial.run, self._history).add_done_callback(partial(self._on_trial, trial))

    def add_refused(self, write: Write) -> None:
        """A write that an earlier console could not make."""
        self._newest[write.key] = self._refused[write.key] = write

    def _on_answer(self, write: Write, future: asyncio.Future[Any]) -> None:
        error = future.exception()
        if error is not None:
            self._refuse(write, error)
            write.failed((ended(error), tr("Fix the disk, then resume the queue.")))
            return
        self._forget(write)
        write.done(future.result())
        self.retry()  # the disk takes writes again

    def _on_trial(self, trial: _Trial, future: asyncio.Future[None]) -> None:
        for write, answer in trial.written:
            self._forget(write)
            write.done(answer)
        for write in trial.left:
            self._keep(write)
        error = future.exception()
        if error is not None:
            self._tell_refusal(trial.left[0], error)
        self._on_refused()

    def _refuse(self, write: Write, error: BaseException) -> None:
        self._tell_refusal(write, error)
        self._keep(write)
        self._on_refused()

    def _tell_refusal(self, write: Write, error: BaseException) -> None:
        """With a trace for the first in a row alone."""
        _log.error("%s", write.fault, exc_info=None if self._refused else error)
        text = tr("{fault} {reason}", fault=write.fault, reason=ended(error))
        self._tell(Notice(Severity.ERROR, "history", text))

    def _keep(self, write: Write) -> None:
        if write.key is not None and self._newest.get(write.key) is write:
            self._refused[write.key] = write

    def _forget(self, write: Write) -> None:
        if self._newest.get(write.key) is write:
            del self._newest[write.key]


class _Trial:
    """Runs in the writer thread; a refusal ends it, so that a disk that blocks is asked once."""

    def __init__(self, writes: list[Write]) -> None:
        self.left = writes
        self.written: list[tuple[Write, Any]] = []

    def run(self, history: History) -> None:
        while self.left:
            answer = self.left[0].call(history)
            self.written.append((self.left.pop(0), answer))
