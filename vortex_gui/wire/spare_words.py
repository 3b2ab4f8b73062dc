"""A spare's reports over its socket, as numbers: ready, then each forked worker's process and its end."""

from __future__ import annotations

import socket
import struct

READY = 0
"""The first number; then come, for each worker, its process number and its wait status."""
_WORD = struct.Struct("!i")


def report(control: socket.socket, number: int) -> None:
    """Called in the spare, and in a worker just forked from it."""
    control.sendall(_WORD.pack(number))


def hear(control: socket.socket) -> int | None:
    """Called by the console: the next number; `None` when the spare has gone. Raises `TimeoutError`."""
    try:
        data = control.recv(_WORD.size, socket.MSG_WAITALL)
    except TimeoutError:
        raise
    except OSError:
        return None
    return int(_WORD.unpack(data)[0]) if len(data) == _WORD.size else None
