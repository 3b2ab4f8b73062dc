"""Commands wait in order; a slot can be cancelled before it runs, and again when it is tried again."""

from __future__ import annotations

import asyncio
import threading

from vortex_gui.pipeline.worker.inbox import Inbox
from vortex_gui.wire.protocol import Command, RunSlot, WarmUp


def slot(slot_id: int, attempt: int = 1) -> RunSlot:
    return RunSlot(slot_id, attempt, "{}", 3, "out", None)


def test_commands_come_in_order_from_another_thread() -> None:
    inbox = Inbox()
    commands: list[Command] = [slot(1), WarmUp(None), slot(2)]

    def send() -> None:
        for command in commands:
            inbox.put(command)

    async def three() -> list[Command | None]:
        first = asyncio.create_task(inbox.next())
        await asyncio.sleep(0)  # it waits on an empty inbox now
        threading.Thread(target=send).start()
        return [await first, await inbox.next(), await inbox.next()]

    assert asyncio.run(asyncio.wait_for(three(), 10)) == commands


def test_a_slot_is_cancelled_while_it_waits() -> None:
    inbox = Inbox()
    inbox.put(slot(1))
    inbox.put(slot(2))
    inbox.cancel(2, 1)
    inbox.cancel(3, 1)
    assert [inbox.cancel_flag(number, 1).is_set() for number in (1, 2)] == [False, True]


def test_another_attempt_keeps_its_flag_when_the_first_is_forgotten() -> None:
    inbox = Inbox()
    inbox.put(slot(1))
    first = inbox.cancel_flag(1, 1)
    inbox.put(slot(1, attempt=2))
    inbox.forget(1, 1, first)
    inbox.cancel(1, 1)
    assert not inbox.cancel_flag(1, 2).is_set(), "the cancel was of the attempt before"
    inbox.cancel(1, 2)
    assert inbox.cancel_flag(1, 2).is_set()
    assert not first.is_set()


def test_closing_cancels_every_slot_and_leaves_the_rest_undone() -> None:
    inbox = Inbox()
    inbox.put(slot(1))
    flag = inbox.cancel_flag(1, 1)
    inbox.close()
    assert flag.is_set()
    assert inbox.wait_closed(0)
    assert asyncio.run(inbox.next()) is None


def test_closing_wakes_a_loop_that_waits() -> None:
    inbox = Inbox()

    async def waits() -> Command | None:
        there = asyncio.create_task(inbox.next())
        await asyncio.sleep(0)
        threading.Thread(target=inbox.close).start()
        return await there

    assert asyncio.run(asyncio.wait_for(waits(), 10)) is None
