"""Whose turn it is to load: the workers of one machine share its memory and its disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol


class Loads(Protocol):
    """A worker, as the turns see it."""

    @property
    def is_waiting(self) -> bool:
        """It has not started yet."""

    @property
    def has_settled(self) -> bool:
        """It has loaded, or failed to, and no restart that was asked for is under way."""

    @property
    def is_busy(self) -> bool:
        """It has a slot."""

    def start(self) -> None:
        """Starts the first worker; may be called again."""

    def restart(self) -> None:
        """Ends the worker, if there is one, and starts a fresh one."""


class Turns:
    """Used on the loop. `look` is called at each change of a worker's state."""

    def __init__(self, workers: Callable[[], Iterable[Loads]]) -> None:
        """`workers` are those of the machine, in the order in which they start."""
        self._workers = workers
        self._due: dict[Loads, None] = {}
        """Those that wait for a restart, in its order."""
        self._unhurried: set[Loads] = set()
        """Those of them that finish their slot first."""
        self._is_over = False

    def stop(self) -> None:
        """Nothing starts any more."""
        self._is_over = True

    def restart(self, worker: Loads) -> None:
        """Restarts a worker at once, or when the one that loads now is ready or has failed."""
        self._unhurried.discard(worker)
        self._ask(worker)

    def renew(self, worker: Loads) -> None:
        """As `restart`, but a slot that runs is finished first."""
        if worker not in self._due:
            self._unhurried.add(worker)
        self._ask(worker)

    def look(self) -> None:
        """Starts what waits for its turn."""
        if self._is_over:
            return
        self._restart_next()
        for worker in self._workers():
            worker.start()
            if not worker.has_settled:
                return

    def _ask(self, worker: Loads) -> None:
        """One that has not started comes in its turn anyway; one that loads begins again at once."""
        if worker.has_settled:
            self._due[worker] = None
        elif not worker.is_waiting:
            self._restart(worker)
        self.look()

    def _restart_next(self) -> None:
        for worker in list(self._due):
            if not worker.has_settled:  # it has begun afresh by itself
                self._forget(worker)
            elif self._is_one_loading():
                return
            elif not (worker.is_busy and worker in self._unhurried):
                self._restart(worker)

    def _restart(self, worker: Loads) -> None:
        self._forget(worker)
        worker.restart()

    def _is_one_loading(self) -> bool:
        return not all(worker.is_waiting or worker.has_settled for worker in self._workers())

    def _forget(self, worker: Loads) -> None:
        self._due.pop(worker, None)
        self._unhurried.discard(worker)
