"""A place for one child to connect: a socket in a private folder (on Windows a named pipe), a random key."""

from __future__ import annotations

import contextlib
import queue
import secrets
import shutil
import socket
import sys
import tempfile
import threading
from collections.abc import Callable
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from typing import Any

POLL_S = 0.05
FAMILY = "AF_PIPE" if sys.platform == "win32" else "AF_UNIX"


class PrivateListener:
    """Accepts one connection that knows the key; no network is involved."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="vortex-"))
        key = secrets.token_bytes(32)
        name = rf"\\.\pipe\vortex-{secrets.token_hex(16)}" if FAMILY == "AF_PIPE" else self._folder / "worker"
        self._listener = Listener(str(name), FAMILY, authkey=key)
        self.address = str(self._listener.address)
        self.key = key.hex()

    def accept(self, is_gone: Callable[[], bool]) -> Connection[Any, Any] | None:
        """Waits for the child, in a thread; `None` when the child has gone."""
        accepted: queue.SimpleQueue[Connection[Any, Any] | None] = queue.SimpleQueue()
        threading.Thread(target=self._accept_one, args=(accepted,), name="worker-accept", daemon=True).start()
        while True:
            try:
                return accepted.get(timeout=POLL_S)
            except queue.Empty:
                if is_gone():
                    self._knock()
                    return accepted.get()

    def close(self) -> None:
        """Takes the address back."""
        self._listener.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _accept_one(self, accepted: queue.SimpleQueue[Connection[Any, Any] | None]) -> None:
        """Refuses a connection without the key and waits for the next one."""
        while True:
            try:
                accepted.put(self._listener.accept())
                return
            except (AuthenticationError, EOFError):
                continue
            except OSError:
                accepted.put(None)
                return

    def _knock(self) -> None:
        """Wakes an accept that waits in vain: closing the socket alone leaves it waiting."""
        inner = getattr(getattr(self._listener, "_listener", None), "_socket", None)
        with contextlib.suppress(OSError, EOFError):
            if inner is not None:
                inner.shutdown(socket.SHUT_RDWR)
            else:
                Client(self.address, FAMILY).close()
