"""The command thread over a real pipe: what cannot wait is answered at once, the rest waits its turn."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any

import pytest

from vortex_gui.pipeline.worker.commands import CommandReader
from vortex_gui.pipeline.worker.inbox import Inbox
from vortex_gui.wire.frames import decode, encode
from vortex_gui.wire.handshake import PARENT_GONE_EXIT
from vortex_gui.wire.protocol import CacheCleared, CancelSlot, ClearCache, Ping, Pong, RunSlot, Shutdown
from vortex_gui.wire.worker_end import WorkerChannel

RUN = RunSlot(7, 1, "{}", 5, "/nowhere", None)
ENDS = """
import sys
from multiprocessing import Pipe
from vortex_gui.pipeline.worker.commands import CommandReader
from vortex_gui.pipeline.worker.inbox import Inbox
from vortex_gui.wire.frames import encode
from vortex_gui.wire.protocol import Shutdown
from vortex_gui.wire.worker_end import WorkerChannel
ours, theirs = Pipe()
if "shutdown" in sys.argv:
    ours.send_bytes(encode(Shutdown()))
reader = CommandReader(WorkerChannel(theirs), Inbox(), lambda: 0)
reader.is_interruptible = "interruptible" in sys.argv
ours.close()
reader.run()
"""


class Console:
    """The other end: the reader's thread behind a pipe, with the inbox it fills."""

    def __init__(self, clear_cache: Callable[[], int]) -> None:
        self.pipe, theirs = Pipe()
        self.inbox = Inbox()
        self.reader = CommandReader(WorkerChannel(theirs), self.inbox, clear_cache)
        self.reader.is_ending = True
        self._thread = threading.Thread(target=self.reader.run, daemon=True)
        self._thread.start()

    def send(self, command: Any) -> None:
        self.pipe.send_bytes(encode(command))

    def answer(self) -> Any:
        assert self.pipe.poll(10)
        return decode(self.pipe.recv_bytes())

    def close(self) -> None:
        self.pipe.close()
        self._thread.join(10)
        assert not self._thread.is_alive()


@pytest.fixture
def console() -> Iterator[Console]:
    made = Console(lambda: 42)
    yield made
    made.close()


def test_a_ping_is_answered_though_slots_wait(console: Console) -> None:
    console.send(RUN)
    console.send(Ping(3))
    assert console.answer() == Pong(3)
    assert not console.inbox.cancel_flag(7, 1).is_set()


def test_a_cancel_reaches_a_slot_that_waits(console: Console) -> None:
    console.send(RUN)
    console.send(CancelSlot(7, 1))
    console.send(Ping(1))
    assert console.answer() == Pong(1)
    assert console.inbox.cancel_flag(7, 1).is_set()


def test_the_cache_is_cleared_beside_everything_else(console: Console) -> None:
    console.send(ClearCache())
    assert console.answer() == CacheCleared(42)


@pytest.mark.expects_log
def test_a_driver_that_stumbles_at_it_frees_nothing_and_ends_nothing() -> None:
    def stumbles() -> int:
        raise RuntimeError("the driver is gone")

    console = Console(stumbles)
    console.send(ClearCache())
    assert console.answer() == CacheCleared(0)
    console.close()


@pytest.mark.expects_log
def test_a_frame_that_is_no_message_is_dropped(console: Console, caplog: pytest.LogCaptureFixture) -> None:
    console.pipe.send_bytes(b"junk")
    console.send(Ping(2))
    assert console.answer() == Pong(2)
    assert "a frame was dropped" in caplog.text


def test_a_shutdown_that_can_wait_closes_the_inbox(console: Console) -> None:
    console.reader.is_interruptible = True
    console.send(Shutdown())
    assert console.inbox.wait_closed(10)


@pytest.mark.parametrize(
    ("words", "code"),
    [([], PARENT_GONE_EXIT), (["shutdown"], 0), (["shutdown", "interruptible"], 0)],
)
def test_the_process_ends_with_its_console_and_at_once_while_it_imports(words: list[str], code: int) -> None:
    ran = subprocess.run([sys.executable, "-c", ENDS, *words], timeout=60, check=False)
    assert ran.returncode == code


def test_the_pipe_is_a_real_one(console: Console) -> None:
    assert isinstance(console.pipe, Connection)
