"""The worker's end of the boundary: it never blocks the pipeline, and the newest of the frequent wins."""

from __future__ import annotations

import io
import subprocess
import sys
import threading
import time
from multiprocessing import Pipe

import pytest
from PIL import Image

from vortex_gui.base.log_line import LogLine
from vortex_gui.pipeline.worker.previews import Previews
from vortex_gui.wire.protocol import (
    MemorySample,
    Ping,
    Pong,
    Preview,
    ProtocolError,
    StageProgress,
    decode,
    encode,
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
        channel.send(Preview(7, "actor", number, b"x"))
        channel.send(StageProgress(7, "actor", number, 1000))
    channel.send(LogLine(1.0, "INFO", "x", "kept", None, "{}"))
    channel.send(Pong(1))
    pipe.open.set()
    channel.close()
    assert [decode(frame) for frame in pipe.frames] == [
        Pong(0),
        sample(999),
        Preview(7, "actor", 999, b"x"),
        StageProgress(7, "actor", 999, 1000),
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


def test_previews_are_small_few_and_the_newest() -> None:
    import numpy as np

    sent: list[Preview] = []
    previews = Previews(sent.append)
    picture = np.zeros((512, 384, 3), np.uint8)
    began = time.monotonic()
    for number in range(200):
        picture[:] = number
        previews.show(1, "animation", number, picture)
    while not sent or sent[-1].index != 199:
        assert time.monotonic() - began < 10
        time.sleep(0.01)
    took_s = time.monotonic() - began
    previews.close()
    assert len(sent) <= took_s / 0.1 + 1
    with Image.open(io.BytesIO(sent[-1].jpeg)) as image:
        assert image.size == (192, 256)
        assert abs(image.convert("L").getpixel((50, 50)) - 199) <= 3


@pytest.mark.parametrize("line", [b"", b"junk\n", b"[1, 2]\n", b'{"address": "x"}\n'])
def test_a_worker_that_no_console_started_says_so(line: bytes) -> None:
    command = [sys.executable, "-m", "vortex_gui", "worker"]
    found = subprocess.run(command, input=line, capture_output=True, timeout=60, check=False)
    assert found.returncode == 2
    assert found.stderr.decode().count("\n") == 1
    assert "started by the console" in found.stderr.decode()


def test_reading_the_worker_imports_neither_torch_nor_qt() -> None:
    script = (
        "import sys, vortex_gui.pipeline.worker.worker;"
        "print([n for n in ('torch', 'diffusers', 'PySide6', 'numpy') if n in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
