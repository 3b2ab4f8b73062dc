"""The worker's end of the process boundary: the handshake over stdin, then frames both ways."""

from __future__ import annotations

import json
import os
import struct
import sys
import threading
from collections import deque
from dataclasses import dataclass
from multiprocessing.connection import Client, Connection
from typing import Any, Protocol

from vortex_gui.wire.protocol import (
    Command,
    MemorySample,
    Message,
    Preview,
    ProtocolError,
    StageProgress,
    decode,
    encode,
)

MAX_FRAME_BYTES = 8 * 1024 * 1024
CLOSE_FLUSH_S = 2.0
SPARE_WORD = struct.Struct("!i")
"""What a spare tells: that it is ready, then for each worker its process number and its wait status."""
PARENT_GONE_EXIT = 77
"""Exit code of a worker whose console has gone away."""


@dataclass(frozen=True, slots=True)
class Handshake:
    """First line of stdin, written by the console: where to connect, with which key, and the set-up."""

    address: str
    family: str
    key: str
    parent_pid: int
    config: dict[str, Any]

    def to_line(self) -> bytes:
        """One line of JSON."""
        plain = {name: getattr(self, name) for name in self.__slots__}
        return json.dumps(plain).encode() + b"\n"


class _Pipe(Protocol):
    """What the channel needs of a connection."""

    def send_bytes(self, buf: bytes) -> None: ...
    def recv_bytes(self, maxlength: int | None = None) -> bytes: ...
    def close(self) -> None: ...


class WorkerChannel:
    """Frames to and from the console.

    `send` never blocks: a thread of its own writes. Of previews, memory samples and a stage's progress only
    the newest waits. When the console has gone, `receive` raises `EOFError`.
    """

    def __init__(self, pipe: _Pipe) -> None:
        self._pipe = pipe
        self._outbox: deque[list[Message]] = deque()
        self._newest: dict[tuple[object, ...], list[Message]] = {}
        self._change = threading.Condition()
        self._closing = False
        self._writer = threading.Thread(target=self._write_frames, name="channel-writer", daemon=True)
        self._writer.start()

    def send(self, message: Message) -> None:
        """Queues a message for the console, from any thread."""
        key = _newest_key(message)
        with self._change:
            waiting = self._newest.get(key) if key else None
            if waiting is not None:
                waiting[0] = message
                return
            entry = [message]
            self._outbox.append(entry)
            if key:
                self._newest[key] = entry
            self._change.notify_all()

    def receive(self) -> Command:
        """The next command.

        Raises `ProtocolError` for a frame that is none, `EOFError` when the console has gone.
        """
        try:
            frame = self._pipe.recv_bytes(MAX_FRAME_BYTES)
            return decode(frame)  # type: ignore[return-value]  # the console sends commands alone
        except OSError as error:
            raise EOFError(str(error)) from None

    def close(self) -> None:
        """Writes what waits, within `CLOSE_FLUSH_S`, and closes."""
        with self._change:
            self._closing = True
            self._change.notify_all()
        self._writer.join(CLOSE_FLUSH_S)
        self._pipe.close()

    def _write_frames(self) -> None:
        while (message := self._next()) is not None:
            try:
                self._pipe.send_bytes(encode(message))
            except OSError:
                return

    def _next(self) -> Message | None:
        with self._change:
            while not self._outbox:
                if self._closing:
                    return None
                self._change.wait()
            message = self._outbox.popleft()[0]
            key = _newest_key(message)
            if key:
                self._newest.pop(key, None)
            return message


def open_channel() -> tuple[WorkerChannel, Handshake]:
    """Takes stdin's first line, connects, and leaves nothing on file descriptor 0 for libraries to read.

    Called first of all in a worker, before any library that may print is imported. Raises `ValueError` when
    stdin holds no handshake.
    """
    line = sys.stdin.buffer.readline(1024 * 1024)
    handshake = _handshake(line)
    empty_stdin()
    die_with(handshake.parent_pid)
    pipe: Connection[Any, Any] = Client(
        handshake.address, handshake.family, authkey=bytes.fromhex(handshake.key)
    )
    return WorkerChannel(pipe), handshake


def _handshake(line: bytes) -> Handshake:
    try:
        return Handshake(**json.loads(line))
    except (TypeError, ValueError):
        raise ValueError("the worker is started by the console; stdin holds no handshake") from None


def empty_stdin() -> None:
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)


def die_with(parent_pid: int) -> None:
    """On Linux the kernel ends this process with its parent, even while a C call holds the interpreter."""
    if sys.platform != "linux":
        return
    import ctypes
    import signal

    pr_set_pdeathsig = 1
    ctypes.CDLL(None, use_errno=True).prctl(pr_set_pdeathsig, signal.SIGKILL)
    if os.getppid() != parent_pid:
        os._exit(PARENT_GONE_EXIT)


def _newest_key(message: Message) -> tuple[object, ...] | None:
    """Messages of one key replace each other while they wait."""
    match message:
        case Preview(slot_id=slot_id):
            return ("preview", slot_id)
        case MemorySample():
            return ("memory",)
        case StageProgress(slot_id=slot_id, stage=stage):
            return ("progress", slot_id, stage)
    return None


__all__ = ["PARENT_GONE_EXIT", "Handshake", "ProtocolError", "WorkerChannel", "open_channel"]
