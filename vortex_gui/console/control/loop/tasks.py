"""The window's work in the background: each task has a name and an owner, and ends when the window closes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine


class Tasks:
    """`failed(name, error)` is called for each task that ends with an error; a cancelled one is silent."""

    def __init__(self, failed: Callable[[str, BaseException], None]) -> None:
        self._failed = failed
        self._tasks: set[asyncio.Task[object]] = set()
        self._is_closed = False

    @property
    def names(self) -> tuple[str, ...]:
        """Of the tasks under way."""
        return tuple(task.get_name() for task in self._tasks)

    def begin(self, work: Coroutine[object, object, object], name: str) -> None:
        """Starts the work; does nothing once `refuse` or `close` was called."""
        if self._is_closed:
            work.close()
            return
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._on_done)

    def refuse(self) -> None:
        """From now on no task starts; those under way continue."""
        self._is_closed = True

    async def close(self) -> None:
        """Cancels the tasks under way and waits for them."""
        self.refuse()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _on_done(self, task: asyncio.Task[object]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self._failed(task.get_name(), error)
