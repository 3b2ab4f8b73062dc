"""What waits for a console: every event in order, the newest picture, and folders between them."""

from __future__ import annotations

import asyncio

import pytest

from vortex_gui.serve.in_flight import LEAST_BYTES, PIECE_BYTES
from vortex_gui.serve.outgoing import Outgoing
from vortex_gui.serve.spool import SpoolLease
from vortex_gui.wire.codec import ProtocolError
from vortex_gui.wire.link.link_frames import Wrapped
from vortex_gui.wire.link.words import FileChunk
from vortex_gui.wire.protocol import Preview, SlotStarted


def preview(index: int) -> Wrapped:
    return Wrapped("local", 0, Preview(1, "actor", index, b"jpeg", 1))


def part(number: int, size: int = 1) -> Wrapped:
    return Wrapped("", 0, FileChunk(1, 1, "slot.mp4", number, b"x" * size))


def lease(slot_id: int) -> SpoolLease:
    return SpoolLease("c0" * 16, slot_id, 1)


async def taken(outgoing: Outgoing, count: int) -> list[Wrapped]:
    async with asyncio.timeout(5):
        return [await outgoing.next() for _ in range(count)]


def test_a_slow_link_gets_the_newest_picture_and_every_event() -> None:
    async def story() -> None:
        outgoing = Outgoing()
        started = [Wrapped("local", n, SlotStarted(n, 1)) for n in range(1, 4)]
        for number, event in enumerate(started):
            outgoing.put(preview(number))
            outgoing.put(event)
        other = Wrapped("other", 0, preview(9).message)
        outgoing.put(other)
        assert await taken(outgoing, 5) == [preview(2), *started, other]
        outgoing.put(preview(3))
        assert await taken(outgoing, 1) == [preview(3)]

    asyncio.run(story())


def test_events_go_between_the_parts_of_a_folder_and_folders_one_after_the_other() -> None:
    async def story() -> None:
        outgoing = Outgoing()
        outgoing.put_folder(lease(1), (part(number) for number in range(3)))
        outgoing.put_folder(lease(2), (part(number) for number in range(10, 12)))
        assert await taken(outgoing, 1) == [part(0)]
        event = Wrapped("local", 1, SlotStarted(1, 1))
        outgoing.put(event)
        assert await taken(outgoing, 5) == [event, part(1), part(2), part(10), part(11)]

    asyncio.run(story())


def test_parts_wait_until_the_console_has_taken_others_and_events_do_not() -> None:
    async def story() -> None:
        outgoing = Outgoing()
        whole = [part(number, PIECE_BYTES) for number in range(5)]
        most = LEAST_BYTES // PIECE_BYTES
        outgoing.put_folder(lease(1), iter(whole))
        assert await taken(outgoing, most) == whole[:most]
        waiting = asyncio.create_task(outgoing.next())
        await asyncio.sleep(0)
        event = Wrapped("local", 1, SlotStarted(1, 1))
        outgoing.put(event)
        assert await asyncio.wait_for(waiting, 5) == event
        waiting = asyncio.create_task(outgoing.next())
        await asyncio.sleep(0)
        with pytest.raises(ProtocolError):
            outgoing.taken(most + 1)
        await asyncio.sleep(0)
        assert not waiting.done(), "a credit that lies brings nothing"
        outgoing.taken(1)
        assert await asyncio.wait_for(waiting, 5) == whole[most]

    asyncio.run(story())


def test_a_folder_that_is_asked_for_again_begins_again_and_waits_once() -> None:
    async def story() -> None:
        outgoing = Outgoing()
        outgoing.put_folder(lease(1), (part(number) for number in range(3)))
        assert await taken(outgoing, 1) == [part(0)]
        for _ in range(3):
            outgoing.put_folder(lease(1), (part(number) for number in range(3)))
        outgoing.put_folder(lease(2), iter([part(9)]))
        assert await taken(outgoing, 4) == [part(0), part(1), part(2), part(9)]

    asyncio.run(story())


def test_who_waits_hears_of_the_next_one() -> None:
    async def story() -> None:
        outgoing = Outgoing()
        waiting = asyncio.create_task(outgoing.next())
        await asyncio.sleep(0)
        outgoing.put(preview(1))
        assert await asyncio.wait_for(waiting, 5) == preview(1)

    asyncio.run(story())
