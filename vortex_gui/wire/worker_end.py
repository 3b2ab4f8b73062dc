"""The worker's end of the process boundary: frames both ways; frequent messages coalesce to the newest."""

from __future__ import annotations

import threading
from collections import deque
from multiprocessing.connection import Client, Connection
from typing import Any

from vortex_gui.base.log.line_budget import LineBudget
from vortex_gui.base.log.log_line import LogLine
from vortex_gui.wire.frames import Pipe, read_frame, write_frame
from vortex_gui.wire.handshake import Handshake, die_with, take_handshake
from vortex_gui.wire.protocol import Command, MemorySample, Message, Preview, StageProgress

CLOSE_FLUSH_S = 2.0


class WorkerChannel:
    """Frames to and from the console.

    `send` never blocks: a thread of its own writes. Previews, memory samples and a stage's progress coalesce:
    only the newest waits. Of log lines a bounded number waits; one line says how many more there were. When
    the console has gone, `receive` raises `EOFError`.
    """

    def __init__(self, pipe: Pipe) -> None:
        self._pipe = pipe
        self._outbox: deque[list[Message]] = deque()
        self._newest: dict[tuple[object, ...], list[Message]] = {}
        self._lines = LineBudget("vortex_gui.worker")
        self._change = threading.Condition()
        self._closing = False
        self._writer = threading.Thread(target=self._write_frames, name="channel-writer", daemon=True)
        self._writer.start()

    def send(self, message: Message) -> None:
        """Queues a message for the console, from any thread."""
        key = newest_key(message)
        with self._change:
            if isinstance(message, LogLine) and not self._lines.admit(message):
                return
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

        Raises `ProtocolError` for a frame without a message, `EOFError` when the console has gone.
        """
        return read_frame(self._pipe)  # type: ignore[return-value]  # the console sends commands alone

    def close(self) -> None:
        """Flushes the waiting messages, within `CLOSE_FLUSH_S`, and closes."""
        with self._change:
            self._closing = True
            self._change.notify_all()
        self._writer.join(CLOSE_FLUSH_S)
        self._pipe.close()

    def _write_frames(self) -> None:
        while (message := self._next()) is not None:
            try:
                write_frame(self._pipe, message)
            except OSError:
                return

    def _next(self) -> Message | None:
        with self._change:
            while not self._outbox:
                if self._closing:
                    return None
                self._change.wait()
            message = self._outbox.popleft()[0]
            key = newest_key(message)
            if key:
                self._newest.pop(key, None)
            if isinstance(message, LogLine) and (gap := self._lines.release(message)):
                self._outbox.append([gap])
            return message


def open_channel() -> tuple[WorkerChannel, Handshake]:
    """Takes the handshake and connects.

    A worker calls it first, before it imports a library that may print. Raises `ValueError` when stdin holds
    no handshake.
    """
    handshake = take_handshake()
    die_with(handshake.parent_pid)
    pipe: Connection[Any, Any] = Client(
        handshake.address, handshake.family, authkey=bytes.fromhex(handshake.key)
    )
    return WorkerChannel(pipe), handshake


def newest_key(message: object) -> tuple[object, ...] | None:
    """Messages of one key replace each other while they wait."""
    match message:
        case Preview(slot_id=slot_id):
            return ("preview", slot_id)
        case MemorySample():
            return ("memory",)
        case StageProgress(slot_id=slot_id, stage=stage):
            return ("progress", slot_id, stage)
    return None
