"""A place for one child to connect: a socket in a private folder (on Windows a named pipe), a random key."""

from __future__ import annotations

import contextlib
import errno
import queue
import secrets
import socket
import sys
import threading
from collections.abc import Callable
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from typing import Any

from vortex_gui.base.words.translation import tr
from vortex_gui.wire.socket_folder import SocketFolder, places

POLL_S = 0.05
FAMILY = "AF_PIPE" if sys.platform == "win32" else "AF_UNIX"


class PrivateListener:
    """Accepts one connection that knows the key; no network is involved."""

    def __init__(self) -> None:
        """Raises `OSError` with one sentence where no folder takes its socket."""
        key = secrets.token_bytes(32)
        self._folder: SocketFolder | None
        self._folder, self._listener = _pipe(key) if FAMILY == "AF_PIPE" else _socket(key)
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
        """Takes the address back; may be called while another thread accepts."""
        self._shut_down()
        self._listener.close()
        if self._folder is not None:
            self._folder.close()

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
        if not self._shut_down():
            with contextlib.suppress(OSError, EOFError):
                Client(self.address, FAMILY).close()

    def _shut_down(self) -> bool:
        """Ends the waiting on a socket; false for a pipe, which has no such call."""
        inner = getattr(getattr(self._listener, "_listener", None), "_socket", None)
        with contextlib.suppress(OSError):
            if inner is not None:
                inner.shutdown(socket.SHUT_RDWR)
        return inner is not None


def _pipe(key: bytes) -> tuple[None, Listener]:
    return None, Listener(rf"\\.\pipe\vortex-{secrets.token_hex(16)}", FAMILY, authkey=key)


def _socket(key: bytes) -> tuple[SocketFolder, Listener]:
    """In the first place that takes one: a path may be too long, a disk full or without sockets."""
    faults: dict[Path, str] = {}
    for place in (*places(), *places()):  # twice: a console that clears up may hold a fresh folder's lock
        try:
            return _socket_in(place, key)
        except OSError as error:
            if error.errno in (errno.EMFILE, errno.ENFILE):  # no other place would fare better
                raise
            faults[place] = error.strerror or str(error)
    reasons = ", ".join(f"{place}: {fault}" for place, fault in faults.items())
    raise OSError(
        tr(
            "No temporary folder takes the worker's socket ({reasons}): set TMPDIR to a short path",
            reasons=reasons or tr("their paths are too long"),
        )
    )


def _socket_in(place: Path, key: bytes) -> tuple[SocketFolder, Listener]:
    folder = SocketFolder(place)
    try:
        return folder, Listener(folder.address, FAMILY, authkey=key)
    except OSError:
        folder.close()
        raise
