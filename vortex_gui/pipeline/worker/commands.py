"""Reads the console's commands: what cannot wait is answered at once, all else waits for the pipeline."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable

from vortex_gui.pipeline.worker.inbox import Inbox
from vortex_gui.wire.frames import ProtocolError
from vortex_gui.wire.handshake import PARENT_GONE_EXIT
from vortex_gui.wire.protocol import (
    CacheCleared,
    CancelSlot,
    ClearCache,
    Command,
    Ping,
    Pong,
    Shutdown,
)
from vortex_gui.wire.worker_end import WorkerChannel

STOPPED = 0
_log = logging.getLogger("vortex_gui.worker")


class CommandReader:
    """Runs in a thread of its own, so that a ping and a cancel never wait."""

    def __init__(self, channel: WorkerChannel, inbox: Inbox, clear_cache: Callable[[], int]) -> None:
        self._channel = channel
        self._inbox = inbox
        self._clear_cache = clear_cache
        self.is_interruptible = False
        """Whether a shutdown can wait for the main thread; it cannot while libraries are imported."""
        self.is_ending = False
        """Whether the end of the channel is expected, since this process is on its way out."""

    def run(self) -> None:
        """Until the channel ends; a console that has gone ends the process at once, whatever it does."""
        while True:
            try:
                self._take(self._channel.receive())
            except ProtocolError as error:
                _log.error("a frame was dropped: %s", error)
            except EOFError:
                if not self.is_ending:
                    os._exit(STOPPED if self._inbox.is_closed else PARENT_GONE_EXIT)
                return

    def _take(self, command: Command) -> None:
        match command:
            case Ping(nonce=nonce):
                self._channel.send(Pong(nonce))
            case CancelSlot(slot_id=slot_id, attempt=attempt):
                self._inbox.cancel(slot_id, attempt)
            case Shutdown():
                self._shut_down()
            case ClearCache():
                threading.Thread(target=self._clear, name="clear-cache", daemon=True).start()
            case _:
                self._inbox.put(command)

    def _shut_down(self) -> None:
        if not self.is_interruptible:
            os._exit(STOPPED)  # an import cannot be asked to stop, and nothing is open yet
        self._inbox.close()

    def _clear(self) -> None:
        """At once, beside a running slot too; runs in a thread of its own."""
        try:
            self._channel.send(CacheCleared(self._clear_cache()))
        except Exception:  # a driver that stumbles must not end the worker
            _log.exception("the cache could not be cleared")
            self._channel.send(CacheCleared(0))
