"""Commands that wait for the pipeline, and the cancel flags of the slots among them."""

from __future__ import annotations

import asyncio
import contextlib
import threading

from vortex_gui.wire.protocol import Command, RunSlot


class Inbox:
    """Filled from the thread that reads commands, emptied on the pipeline's asyncio loop."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._waiting: list[Command] = []
        self._cancels: dict[tuple[int, int], threading.Event] = {}
        """By slot and attempt."""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._filled: asyncio.Event | None = None

    @property
    def is_closed(self) -> bool:
        return self._closed.is_set()

    def wait_closed(self, timeout_s: float) -> bool:
        """Whether it is closed, at the latest after `timeout_s`; from any thread but the loop's."""
        return self._closed.wait(timeout_s)

    def put(self, command: Command) -> None:
        """A slot can be cancelled from here on, before it runs."""
        with self._lock:
            if isinstance(command, RunSlot):
                self._cancels[command.slot_id, command.attempt] = threading.Event()
            self._waiting.append(command)
        self._wake()

    async def next(self) -> Command | None:
        """The next command; `None` once it is closed, whatever still waits."""
        filled = self._filled
        if filled is None:
            filled = asyncio.Event()
            with self._lock:
                self._loop, self._filled = asyncio.get_running_loop(), filled
        while not self.is_closed:
            with self._lock:
                if self._waiting:
                    return self._waiting.pop(0)
                filled.clear()
            if not self.is_closed:
                await filled.wait()
        return None

    def cancel(self, slot_id: int, attempt: int) -> None:
        """Of an attempt that waits or runs; others are unknown here."""
        with self._lock:
            if flag := self._cancels.get((slot_id, attempt)):
                flag.set()

    def cancel_flag(self, slot_id: int, attempt: int) -> threading.Event:
        with self._lock:
            return self._cancels[slot_id, attempt]

    def forget(self, slot_id: int, attempt: int, flag: threading.Event) -> None:
        """The attempt is over; the same number may wait here already, with a flag of its own."""
        with self._lock:
            if self._cancels.get((slot_id, attempt)) is flag:
                del self._cancels[slot_id, attempt]

    def close(self) -> None:
        """Cancels every slot and ends `next`."""
        self._closed.set()
        with self._lock:
            for flag in self._cancels.values():
                flag.set()
        self._wake()

    def _wake(self) -> None:
        with self._lock:
            loop, filled = self._loop, self._filled
        if loop is not None and filled is not None:
            with contextlib.suppress(RuntimeError):  # the loop has ended: so has the work
                loop.call_soon_threadsafe(filled.set)
