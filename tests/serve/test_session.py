"""A connection at the agent's socket: who does not speak the link is let go, and the agent goes on."""

from __future__ import annotations

import contextlib
import os
import random
import socket
import struct
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import msgpack
import psutil
import pytest

from tests.serve.agents import CONSOLE, Box
from vortex_gui.serve.agent_socket import connect
from vortex_gui.serve.in_flight import LEAST_BYTES, PIECE_BYTES
from vortex_gui.serve.session import TAKE_OVER_S
from vortex_gui.wire.codec import ProtocolError
from vortex_gui.wire.frames import MAX_FRAME_BYTES
from vortex_gui.wire.link.link_frames import MAGIC, Unpacker, Wrapped, encode_link
from vortex_gui.wire.link.words import (
    LINK_MAX,
    LINK_MIN,
    ChunksTaken,
    FileChunk,
    FolderFetch,
    FolderGone,
    Greeting,
    Hello,
    LinkMessage,
    LinkPing,
    LinkPong,
    Refusal,
)
from vortex_gui.wire.protocol import Shutdown

CASES = int(os.environ.get("VORTEX_FUZZ_CASES", "200"))
GREETING = Greeting(LINK_MAX, LINK_MAX, "vortex-gui test", CONSOLE, "", 0)


class Caller:
    """A console that says what the test wants."""

    open: ClassVar[list[Caller]] = []

    def __init__(self, box: Box) -> None:
        self.socket = connect(box.socket.parent)
        self.open.append(self)
        self.socket.settimeout(20)
        self._unpacker = Unpacker()
        self._waiting: list[Wrapped | ProtocolError] = []

    def say(self, *messages: LinkMessage, worker: str = "") -> None:
        self.socket.sendall(b"".join(encode_link(Wrapped(worker, 0, message)) for message in messages))

    def greet(self, greeting: Greeting = GREETING) -> LinkMessage:
        self.socket.sendall(MAGIC)
        self.say(greeting)
        return self.hear()

    def hear(self) -> LinkMessage:
        while not self._waiting:
            data = self.socket.recv(65536)
            if not data:
                raise EOFError
            self._waiting = self._unpacker.feed(data)
        found = self._waiting.pop(0)
        assert isinstance(found, Wrapped)
        return found.message

    def hear_a(self, kind: type) -> LinkMessage:
        while not isinstance(found := self.hear(), kind):
            pass
        return found

    def is_let_go(self) -> bool:
        """Closed or reset, after what it was told."""
        try:
            while self.socket.recv(65536):
                pass
        except ConnectionResetError:
            pass
        return True


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    """What it logs about strangers comes on its stderr; nothing of it is a trace."""
    box = Box(tmp_path / "box")
    box.start()
    yield box
    while Caller.open:
        Caller.open.pop().socket.close()
    code, said = box.stop()
    assert code == 0
    assert "Traceback" not in said


def lives(box: Box) -> None:
    caller = Caller(box)
    assert isinstance(caller.greet(), Hello)
    caller.say(LinkPing(7))
    pong = caller.hear_a(LinkPong)
    assert isinstance(pong, LinkPong)
    assert pong.nonce == 7
    caller.socket.close()


def test_a_console_is_greeted_with_the_machine_as_it_is(box: Box) -> None:
    hello = Caller(box).greet()
    assert isinstance(hello, Hello)
    assert [worker.name for worker in hello.workers] == ["local"]
    assert hello.clock > 1e9


def test_a_misfit_is_one_sentence_with_both_versions(box: Box) -> None:
    caller = Caller(box)
    refusal = caller.greet(replace(GREETING, v_min=98, v_max=99))
    assert isinstance(refusal, Refusal)
    assert "98–99" in refusal.sentence
    assert f"version {LINK_MIN}–{LINK_MAX}" in refusal.sentence
    assert caller.is_let_go()
    lives(box)


@pytest.mark.parametrize(
    "words",
    [
        b"GET / HTTP/1.1\r\n\r\n" + b"x" * 70_000,
        MAGIC + struct.pack("!I", MAX_FRAME_BYTES + 1),
        MAGIC + struct.pack("!I", 3) + b"abc",
        MAGIC + encode_link(Wrapped("", 0, LinkPing(1))),
        MAGIC + encode_link(Wrapped("", 0, replace(GREETING, console="../../etc"))),
        MAGIC + encode_link(Wrapped("", 0, replace(GREETING, console=""))),
    ],
)
def test_who_does_not_greet_is_let_go(words: bytes, box: Box) -> None:
    caller = Caller(box)
    caller.socket.sendall(words)
    assert caller.is_let_go()
    lives(box)


def test_what_a_console_may_not_send_is_dropped_and_the_link_goes_on(box: Box) -> None:
    caller = Caller(box)
    caller.greet()
    caller.say(Shutdown(), FileChunk(1, 1, "slot.mp4", 0, b"x"), worker="local")
    caller.say(Shutdown(), worker="nobody")
    caller.say(GREETING)
    caller.say(FolderFetch(1, 1))
    assert caller.hear_a(FolderGone) == FolderGone(1, 1)
    assert len(box.children()) == 1, "the worker lives"


def test_hostile_frames_cost_a_line_each_and_no_memory(box: Box) -> None:
    chance = random.Random(1)
    caller = Caller(box)
    caller.greet()
    assert box.process is not None
    before = psutil.Process(box.process.pid).memory_info().rss
    for number in range(CASES):
        inner = msgpack.packb(
            {
                "kind": chance.choice(
                    ["Greeting", "Hello", "FolderOffer", "FileChunk", "RunSlot", "AskDoctor", "Nope", 3]
                ),
                "nonce": chance.choice([0, 1, -1, "x"]),
                "profile": chance.choice(["../mini", "x" * 300, "\x1b[2J", 5]),
                "slot_id": chance.choice([0, -1, 2**63, "x", None]),
                "files": [["../../x", 1, b"x" * 32]] * chance.randrange(40),
                "data": b"x" * chance.randrange(300_000) if number % 50 == 0 else b"",
                "workers": [[]] * chance.randrange(300),
            }
        )
        frame = msgpack.packb({"w": chance.choice(["", "local", "x" * 99, 5]), "n": number, "f": inner})
        caller.socket.sendall(struct.pack("!I", len(frame)) + frame)
    caller.say(LinkPing(9))
    pong = caller.hear_a(LinkPong)
    assert isinstance(pong, LinkPong)
    assert psutil.Process(box.process.pid).memory_info().rss - before < 60_000_000


@pytest.fixture
def finished(tmp_path: Path) -> int:
    """A finished folder's bytes in the spool, as an earlier run of the agent left them."""
    folder = tmp_path / "box" / "data" / "serve" / "spool" / CONSOLE / "000007-1" / "slot-000007"
    folder.mkdir(parents=True)
    (folder / "slot.mp4").write_bytes(b"x" * 1_000_000)
    (folder / "report.json").write_text("{}")
    return 1_000_002


def test_a_console_that_lies_of_what_it_took_gets_no_more_and_its_events(finished: int, box: Box) -> None:
    caller = Caller(box)
    caller.greet()
    caller.say(FolderFetch(7, 1))
    chunks: list[FileChunk] = []

    def until_a_pong(nonce: int) -> None:
        while not isinstance(found := caller.hear(), LinkPong) or found.nonce != nonce:
            if isinstance(found, FileChunk):
                chunks.append(found)

    def a_chunk() -> FileChunk:
        chunk = caller.hear_a(FileChunk)
        assert isinstance(chunk, FileChunk)
        return chunk

    def got() -> int:
        return sum(len(chunk.data) for chunk in chunks)

    while got() < LEAST_BYTES:
        chunks.append(a_chunk())
    for nonce, lie in enumerate((2**53, len(chunks) + 1, 0) * 10):
        caller.say(ChunksTaken(lie), LinkPing(nonce))
        until_a_pong(nonce)
    assert got() < LEAST_BYTES + PIECE_BYTES
    while got() < finished:
        caller.say(ChunksTaken(len(chunks)))
        chunks.append(a_chunk())


def test_a_console_that_lost_its_link_takes_its_place_again_and_no_other_does(box: Box) -> None:
    lost = Caller(box)
    assert isinstance(lost.greet(), Hello)
    assert isinstance(Caller(box).greet(), Refusal), "it may be the same console twice: the first one lives"
    assert isinstance(Caller(box).greet(replace(GREETING, console="d1" * 16)), Refusal)
    lost.socket.settimeout(TAKE_OVER_S + 1)
    with contextlib.suppress(TimeoutError):
        while True:
            lost.hear()
    assert isinstance(Caller(box).greet(replace(GREETING, console="d1" * 16)), Refusal)
    assert isinstance(Caller(box).greet(), Hello)
    lost.socket.settimeout(10)
    assert lost.is_let_go()


def test_a_socket_that_closes_at_once_is_no_fault(box: Box) -> None:
    for _ in range(20):
        caller = Caller(box)
        caller.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        caller.socket.close()
    lives(box)
