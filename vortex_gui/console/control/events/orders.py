"""Orders that several workers carry out: each is under way until the last of them has answered."""

from __future__ import annotations

from collections.abc import Iterable

from vortex_gui.console.state.figures.operations import Operations


class Orders:
    """Begins and ends `Operations`; one that nobody was asked for ends at the first answer."""

    def __init__(self, operations: Operations) -> None:
        self._operations = operations
        self._waiting: dict[str, set[str]] = {}

    def begin(self, key: str, workers: Iterable[str]) -> None:
        """These workers were asked, beside those that have not answered yet."""
        self._waiting.setdefault(key, set()).update(workers)
        self._operations.begin(key)

    def end(self, key: str, worker: str) -> None:
        """A worker has answered, or never will."""
        waiting = self._waiting.get(key, set())
        waiting.discard(worker)
        if not waiting:
            self._waiting.pop(key, None)
            self._operations.end(key)

    def keep(self, workers: Iterable[str]) -> None:
        """There are no other workers any more."""
        left = set(workers)
        for key, waiting in list(self._waiting.items()):
            for worker in waiting - left:
                self.end(key, worker)

    def waits_for(self, worker: str, prefix: str) -> bool:
        """Whether the worker has not answered an order whose key begins so."""
        return any(worker in waiting for key, waiting in self._waiting.items() if key.startswith(prefix))
