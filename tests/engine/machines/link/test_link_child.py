"""The child that carries a link: whatever it is and does, its end is told with its own words."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Sequence

import pytest

from tests.engine.places.watched import LIMIT_S, run
from vortex_gui.engine.machines.landing.landings import LandingNews, Landings
from vortex_gui.engine.machines.link.link_child import ChildEnd, Heard, LinkChild
from vortex_gui.wire.link.link_frames import Wrapped
from vortex_gui.wire.link.words import FileChunk, FolderGone, FolderOffer, LinkPing, LinkPong

SPEAK = """
import sys
from vortex_gui.wire.link.link_frames import MAGIC, Unpacker, Wrapped, encode_link
from vortex_gui.wire.link.words import LinkPong
def say(*messages):
    sys.stdout.buffer.write(b"".join(encode_link(Wrapped("", 0, message)) for message in messages))
    sys.stdout.buffer.flush()
def begin():
    sys.stdout.buffer.write(MAGIC)
    sys.stdout.buffer.flush()
"""


def child(code: str) -> tuple[LinkChild, list[Heard]]:
    heard: list[Heard] = []

    def take(batch: Sequence[Heard]) -> None:
        heard.extend(batch)

    made = LinkChild([sys.executable, "-c", SPEAK + code], Landings(), take)
    made.start()
    return made, heard


async def ended(made: LinkChild) -> ChildEnd:
    return await asyncio.wait_for(asyncio.shield(made.ended), LIMIT_S)


def test_frames_go_both_ways_and_its_end_comes_last() -> None:
    async def story() -> None:
        made, heard = child(
            """
unpacker = Unpacker()
begin()
while True:
    for wrapped in unpacker.feed(sys.stdin.buffer.read1(100) or exit(3)):
        say(LinkPong(wrapped.message.nonce, 1.0))
"""
        )
        for number in range(3):
            made.send(Wrapped("", 0, LinkPing(number)))
        async with asyncio.timeout(LIMIT_S):
            while len(heard) < 3:
                await asyncio.sleep(0.01)
        assert heard == [Wrapped("", 0, LinkPong(number, 1.0)) for number in range(3)]
        assert await made.stop() == ChildEnd(3, (), "")

    run(story)


def test_what_it_says_on_stderr_and_instead_of_a_link_is_kept() -> None:
    async def story() -> None:
        made, heard = child("print('Welcome', flush=True); print('No.', file=sys.stderr); exit(255)")
        assert await ended(made) == ChildEnd(255, ("No.",), "Welcome\n")
        assert heard == []

    run(story)


@pytest.mark.expects_log
def test_a_damaged_frame_is_dropped_and_a_stream_that_is_none_ends_it() -> None:
    async def story() -> None:
        made, heard = child(
            "begin(); sys.stdout.buffer.write(b'\\0\\0\\0\\3abc'); say(LinkPong(1, 1.0)); sys.stdin.read()"
        )
        async with asyncio.timeout(LIMIT_S):
            while not heard:
                await asyncio.sleep(0.01)
        assert heard == [Wrapped("", 0, LinkPong(1, 1.0))]
        await made.stop()
        endless, _ = child(
            "begin(); sys.stdout.buffer.write(b'\\xff' * 100); sys.stdout.flush(); sys.stdin.read()"
        )
        end = await ended(endless)
        assert "too long" in end.said[-1]

    run(story)


def test_one_that_does_not_end_is_terminated_and_killed() -> None:
    async def story() -> None:
        made, heard = child(
            "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
            "begin(); say(LinkPong(1, 1.0)); time.sleep(99)"
        )
        async with asyncio.timeout(LIMIT_S):
            while not heard:
                await asyncio.sleep(0.01)
        assert (await made.stop()).code == -9

    run(story)


def test_parts_of_a_folder_are_a_sign_of_life() -> None:
    """A slow link carries nothing else for a while."""

    async def story() -> None:
        batches: list[list[Heard]] = []
        script = SPEAK + (
            "import time; from vortex_gui.wire.link.words import FileChunk; begin()\n"
            "while True: say(FileChunk(1, 1, 'slot.mp4', 0, b'x')); time.sleep(0.05)"
        )
        command = [sys.executable, "-c", script]
        made = LinkChild(command, Landings(), lambda heard: batches.append(list(heard)))
        made.start()
        async with asyncio.timeout(LIMIT_S):
            while len(batches) < 3:
                await asyncio.sleep(0.01)
        await made.stop()
        assert not any(batches)

    run(story)


class SlowDisk(Landings):
    """Takes each message when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.turn = threading.Semaphore(0)
        self.has_lost = False

    def take(self, message: FolderOffer | FileChunk | FolderGone) -> LandingNews | None:
        self.turn.acquire(timeout=LIMIT_S)
        return super().take(message)

    def lost(self) -> None:
        self.has_lost = True
        super().lost()


def test_each_chunk_is_answered_once_it_is_taken_and_no_event_waits_for_the_disk() -> None:
    """It answers each count of chunks that it hears with a pong of that number."""
    script = (
        SPEAK
        + """
from vortex_gui.wire.link.words import ChunksTaken, FileChunk
begin()
say(*[FileChunk(1, 1, 'slot.mp4', 0, b'x')] * 3, LinkPong(9, 1.0))
unpacker = Unpacker()
while data := sys.stdin.buffer.read1(100):
    for wrapped in unpacker.feed(data):
        assert type(wrapped.message) is ChunksTaken
        say(LinkPong(wrapped.message.n, 1.0))
"""
    )

    async def story() -> None:
        heard: list[Heard] = []
        disk = SlowDisk()
        made = LinkChild([sys.executable, "-c", script], disk, heard.extend)
        made.start()
        async with asyncio.timeout(LIMIT_S):
            for expected in ([9], [9, 1], [9, 1, 2], [9, 1, 2, 3]):
                while len(heard) < len(expected):
                    await asyncio.sleep(0.01)
                assert heard == [Wrapped("", 0, LinkPong(nonce, 1.0)) for nonce in expected]
                disk.turn.release()
        assert (await made.stop()).code == 0
        assert disk.has_lost

    run(story)
