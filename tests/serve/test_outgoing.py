"""What waits for a console: every event in order, the newest picture, and folders between them."""

from __future__ import annotations

import asyncio

from vortex_gui.serve.outgoing import Outgoing
from vortex_gui.wire.link.link_frames import Wrapped
from vortex_gui.wire.link.words import FileChunk
from vortex_gui.wire.protocol import Preview, SlotStarted


def preview(index: int) -> Wrapped:
    return Wrapped("local", 0, Preview(1, "actor", index, b"jpeg", 1))


def part(number: int) -> Wrapped:
    return Wrapped("", 0, FileChunk(1, 1, "slot.mp4", number, b"x"))


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
        outgoing.put_folder(part(number) for number in range(3))
        outgoing.put_folder(part(number) for number in range(10, 12))
        assert await taken(outgoing, 1) == [part(0)]
        event = Wrapped("local", 1, SlotStarted(1, 1))
        outgoing.put(event)
        assert await taken(outgoing, 5) == [event, part(1), part(2), part(10), part(11)]

    asyncio.run(story())


def test_who_waits_hears_of_the_next_one() -> None:
    async def story() -> None:
        outgoing = Outgoing()
        waiting = asyncio.create_task(outgoing.next())
        await asyncio.sleep(0)
        outgoing.put(preview(1))
        assert await asyncio.wait_for(waiting, 5) == preview(1)

    asyncio.run(story())
