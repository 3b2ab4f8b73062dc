"""One thread for blocking work: in order, answers awaited, faults passed on, nothing left at the end."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from vortex_gui.base.process.work_thread import WorkThread


def test_calls_run_one_after_another_in_the_order_they_were_asked() -> None:
    async def story() -> list[int]:
        worker, ran = WorkThread("test-work"), []

        def note(number: int) -> None:
            time.sleep(0.01 if number == 0 else 0)
            ran.append(number)

        await asyncio.gather(*(worker.run(note, number) for number in range(5)))
        await worker.close()
        return ran

    assert asyncio.run(story()) == [0, 1, 2, 3, 4]


def test_an_exception_reaches_who_asked_and_the_thread_works_on() -> None:
    async def story() -> str:
        worker = WorkThread("test-work")
        with pytest.raises(ZeroDivisionError):
            await worker.run(lambda: 1 / 0)
        name = await worker.run(lambda: threading.current_thread().name)
        await worker.close()
        return name

    assert asyncio.run(story()) == "test-work"


def test_a_cancelled_wait_leaves_the_call_and_those_after_it() -> None:
    async def story() -> list[str]:
        worker, ran = WorkThread("test-work"), list[str]()
        go_on = threading.Event()

        def slowly() -> None:
            go_on.wait(10)
            ran.append("first")

        first = worker.run(slowly)
        second = worker.run(ran.append, "second")
        first.cancel()
        go_on.set()
        await second
        await worker.close()
        return ran

    assert asyncio.run(story()) == ["first", "second"]


def test_close_waits_for_what_is_queued_and_ends_the_thread() -> None:
    ran: list[int] = []

    async def story() -> threading.Thread:
        worker = WorkThread("test-work")
        worker.run(time.sleep, 0.05)
        worker.run(ran.append, 1)
        await worker.close()
        return worker._thread

    thread = asyncio.run(story())
    assert ran == [1]
    thread.join(5)
    assert not thread.is_alive()


def test_an_answer_that_comes_after_the_loop_has_closed_is_dropped() -> None:
    go_on = threading.Event()

    async def story() -> threading.Thread:
        worker = WorkThread("test-work")
        worker.run(go_on.wait, 10)
        worker._calls.put(None)
        return worker._thread

    thread = asyncio.run(story())
    go_on.set()
    thread.join(5)
    assert not thread.is_alive()
