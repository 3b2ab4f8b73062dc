"""A spare's words over its socket: the console's wishes, and numbers in answer: ready, then each worker's."""

from __future__ import annotations

import json
import os
import socket
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

READY, FAILED = 0, -1
"""The first number. Then comes, for each wish, the number of the worker's process, or that there is none."""
STREAMS = 3
MAX_WISH_BYTES = 64 * 1024
_WORD = struct.Struct("!i")


@dataclass(frozen=True, slots=True)
class Wish:
    """One worker: its stdin, stdout and stderr, and its own environment beside the spare's."""

    streams: Sequence[int]
    environment: Mapping[str, str]


def spare_sockets() -> tuple[socket.socket, socket.socket]:
    """The console's end and the spare's; each wish and each number travels as one packet."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


def ask(control: socket.socket, wish: Wish) -> None:
    """Called by the console. Raises `OSError` when the spare has gone."""
    socket.send_fds(control, [json.dumps(dict(wish.environment)).encode()], list(wish.streams))


def take_wish(control: socket.socket) -> Wish | None:
    """Called in the spare: the next wish; `None` when the console wants no more."""
    words, streams, _, _ = socket.recv_fds(control, MAX_WISH_BYTES, STREAMS)
    if len(streams) != STREAMS:
        for stream in streams:
            os.close(stream)
        return None
    return Wish(streams, json.loads(words))


def report(control: socket.socket, number: int) -> None:
    """Called in the spare, and in a worker just forked from it."""
    control.sendall(_WORD.pack(number))


def hear(control: socket.socket) -> int | None:
    """Called by the console: the next number; `None` when the spare has gone. Raises `TimeoutError`."""
    try:
        data = control.recv(_WORD.size)
    except TimeoutError:
        raise
    except OSError:
        return None
    return int(_WORD.unpack(data)[0]) if len(data) == _WORD.size else None
