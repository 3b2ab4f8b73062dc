"""One thread for blocking work, in order; a loop of any kind awaits its answers."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable
from typing import Any, TypeVar

_T = TypeVar("_T")
CLOSE_LIMIT_S = 5.0


class WorkThread:
    """Runs calls one after another. Any loop with futures and `call_soon_threadsafe` will do.

    It may be made before there is a loop; the thread starts with the first call.
    """

    def __init__(self, name: str) -> None:
        self._calls: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None

    def run(self, call: Callable[..., _T], *args: Any) -> asyncio.Future[_T]:
        """Queues a call at once; the future has its answer or its exception."""
        loop = self._loop = self._loop or asyncio.get_running_loop()
        future: asyncio.Future[_T] = loop.create_future()

        def answered() -> None:
            try:
                answer = call(*args)
            except Exception as error:
                _post(loop, _set_exception, future, error)
            else:
                _post(loop, _set_result, future, answer)

        self._calls.put(answered)
        if self._thread.ident is None:
            self._thread.start()
        return future

    async def close(self) -> None:
        """Waits for the queued calls, within `CLOSE_LIMIT_S`."""
        if self._thread.ident is None:
            return
        last = self.run(lambda: None)
        self._calls.put(None)
        await asyncio.wait([last], timeout=CLOSE_LIMIT_S)

    def _work(self) -> None:
        while (call := self._calls.get()) is not None:
            call()


def _post(loop: asyncio.AbstractEventLoop, call: Callable[..., None], *args: Any) -> None:
    with contextlib.suppress(RuntimeError):  # the loop has closed: nobody waits for the answer
        loop.call_soon_threadsafe(call, *args)


def _set_result(future: asyncio.Future[Any], answer: Any) -> None:
    if not future.done():
        future.set_result(answer)


def _set_exception(future: asyncio.Future[Any], error: Exception) -> None:
    if not future.done():
        future.set_exception(error)
