"""The worker's end of the boundary: it never blocks the pipeline, and the newest of the frequent wins."""

from __future__ import annotations

import threading
import time
from multiprocessing import Pipe

import pytest

from vortex_gui.base.log.line_budget import MOST_CHARS
from vortex_gui.base.log.log_line import LogLine
from vortex_gui.wire.frames import ProtocolError, decode, encode
from vortex_gui.wire.protocol import (
    MemorySample,
    Ping,
    Pong,
    Preview,
    StageProgress,
)
from vortex_gui.wire.worker_end import WorkerChannel


class SlowPipe:
    """Takes no frame until it is opened."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.began = threading.Event()
        self.frames: list[bytes] = []

    def send_bytes(self, buf: bytes) -> None:
        self.began.set()
        self.open.wait(10)
        self.frames.append(buf)

    def recv_bytes(self, maxlength: int | None = None) -> bytes:
        raise EOFError

    def close(self) -> None:
        self.open.set()


def sample(at: float) -> MemorySample:
    return MemorySample(at, {}, 0, 0, 0, None, None, None, "", 0)


def test_while_the_console_is_slow_only_the_newest_of_the_frequent_waits() -> None:
    pipe = SlowPipe()
    channel = WorkerChannel(pipe)
    channel.send(Pong(0))
    pipe.began.wait(10)
    for number in range(1000):
        channel.send(sample(number))
        channel.send(Preview(7, "actor", number, b"x", 1))
        channel.send(StageProgress(7, "actor", number, 1000, 1))
    channel.send(LogLine(1.0, "INFO", "x", "kept", None, "{}"))
    channel.send(Pong(1))
    pipe.open.set()
    channel.close()
    assert [decode(frame) for frame in pipe.frames] == [
        Pong(0),
        sample(999),
        Preview(7, "actor", 999, b"x", 1),
        StageProgress(7, "actor", 999, 1000, 1),
        LogLine(1.0, "INFO", "x", "kept", None, "{}"),
        Pong(1),
    ]


def test_sending_never_waits() -> None:
    pipe = SlowPipe()
    channel = WorkerChannel(pipe)
    began = time.monotonic()
    for number in range(5000):
        channel.send(Pong(number))
    assert time.monotonic() - began < 2
    pipe.open.set()
    channel.close()
    assert len(pipe.frames) == 5000


def test_a_log_flood_that_the_console_does_not_take_is_cut_and_told() -> None:
    pipe = SlowPipe()
    channel = WorkerChannel(pipe)
    for number in range(3000):
        channel.send(LogLine(1.0, "INFO", "flood", f"{number:010000}", None, "{}"))
    channel.send(Pong(7))
    pipe.open.set()
    channel.close()
    *lines, pong, gap = [decode(frame) for frame in pipe.frames]
    assert pong == Pong(7)
    assert [int(line.message[-6:]) for line in lines if isinstance(line, LogLine)] == list(range(len(lines)))
    assert len(lines) * 10_000 < MOST_CHARS * 1.1
    assert isinstance(gap, LogLine)
    assert gap.message.startswith(f"{3000 - len(lines)} log lines were dropped")


def test_commands_arrive_junk_is_told_and_the_end_is_an_end() -> None:
    ours, theirs = Pipe()
    channel = WorkerChannel(theirs)
    ours.send_bytes(encode(Ping(3)))
    ours.send_bytes(b"junk")
    assert channel.receive() == Ping(3)
    with pytest.raises(ProtocolError):
        channel.receive()
    ours.close()
    with pytest.raises(EOFError):
        channel.receive()
    channel.close()
