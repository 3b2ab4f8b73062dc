"""A link's connection through calls: in order both ways, its end told, its failure one line."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.engine.machines.landing.offers import ATTEMPT, SLOT, chunks, finished
from tests.engine.places.watched import Changing, run
from vortex_gui.engine.machines.landing.landings import Landed, Landings
from vortex_gui.engine.machines.link.link_child import Heard
from vortex_gui.serve.ray_site.relayed import Relayed
from vortex_gui.wire.link.link_frames import MAGIC, Unpacker, Wrapped, encode_link
from vortex_gui.wire.link.words import LinkMessage, LinkPing, LinkPong


class Calls(Changing):
    """A node that says what the test gives it."""

    def __init__(self) -> None:
        super().__init__()
        self.said = Unpacker()
        self.got: list[object] = []
        self.heard: list[Heard] = []
        self.telling: asyncio.Queue[bytes | Exception | None] = asyncio.Queue()

    async def open(self) -> None:
        return

    async def say(self, data: bytes) -> None:
        self.got += self.said.feed(data)
        self._change.set()

    async def hear(self) -> bytes | None:
        answer = await self.telling.get()
        if isinstance(answer, Exception):
            raise answer
        return answer

    def take(self, heard: Sequence[Heard]) -> None:
        self.heard += heard
        self._change.set()


def test_messages_go_both_ways_in_order(tmp_path: Path) -> None:
    async def story() -> None:
        calls = Calls()
        relayed = Relayed(calls, Landings(), calls.take)
        relayed.start()
        sent = [Wrapped("", 0, LinkPing(number)) for number in range(50)]
        for wrapped in sent:
            relayed.send(wrapped)
        await calls.until(lambda: len(calls.got) == 50)
        assert calls.got == sent
        answers = [Wrapped("", 0, LinkPong(number, 1.0)) for number in range(50)]
        stream = MAGIC + b"".join(map(encode_link, answers))
        for at in range(0, len(stream), 100):
            calls.telling.put_nowait(stream[at : at + 100])
        calls.telling.put_nowait(b"")
        await calls.until(lambda: len(calls.heard) == 50)
        assert calls.heard == answers
        calls.telling.put_nowait(None)
        end = await relayed.ended
        assert (end.code, end.said) == (None, ())

    run(story)


def test_a_folder_lands_and_a_torn_one_leaves_nothing(tmp_path: Path) -> None:
    offer, place = finished(tmp_path)
    sent: list[LinkMessage] = [offer, *chunks(offer, place)]
    parts = [encode_link(Wrapped("", 0, message)) for message in sent]

    async def story() -> None:
        landings = Landings()
        landings.expect(SLOT, ATTEMPT, tmp_path / "out")
        torn = Calls()
        relayed = Relayed(torn, landings, torn.take)
        relayed.start()
        torn.telling.put_nowait(MAGIC + b"".join(parts[:-1]))
        torn.telling.put_nowait(None)
        await relayed.ended
        assert list((tmp_path / "out").iterdir()) == []
        whole = Calls()
        relayed = Relayed(whole, landings, whole.take)
        relayed.start()
        whole.telling.put_nowait(MAGIC + b"".join(parts))
        await whole.until(lambda: bool(whole.heard))
        assert whole.heard == [Landed(SLOT, ATTEMPT, tmp_path / "out" / "slot-000007")]
        await relayed.stop()

    run(story)


def test_what_the_cluster_raises_is_the_end_in_one_line() -> None:
    async def story() -> None:
        calls = Calls()
        relayed = Relayed(calls, Landings(), calls.take)
        relayed.start()
        calls.telling.put_nowait(RuntimeError("\nthe node died\n  a trace"))
        assert (await relayed.ended).said == ("the node died",)
        assert (await relayed.stop()).said == ("the node died",)

    run(story)


def test_it_lets_go_of_a_node_that_answers_nothing() -> None:
    async def story() -> None:
        calls = Calls()
        relayed = Relayed(calls, Landings(), calls.take)
        relayed.start()
        await asyncio.wait_for(relayed.stop(), 5)

    run(story)


@pytest.mark.expects_log
def test_a_damaged_frame_is_dropped_and_a_stream_of_another_kind_is_the_end() -> None:
    async def story() -> None:
        calls = Calls()
        relayed = Relayed(calls, Landings(), calls.take)
        relayed.start()
        pong = Wrapped("", 0, LinkPong(1, 1.0))
        calls.telling.put_nowait(MAGIC + b"\0\0\0\x03abc" + encode_link(pong))
        await calls.until(lambda: calls.heard == [pong])
        calls.telling.put_nowait(b"\xff" * 8)
        assert "too long" in (await relayed.ended).said[0]

    run(story)
