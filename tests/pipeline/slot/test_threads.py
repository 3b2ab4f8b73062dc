"""Stages in threads: side by side, stopped together, and none left behind by a cancel."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator

import pytest
import torch

from tests.pipeline.slot.contexts import slot_context
from vortex_gui.base.errors import StageError
from vortex_gui.pipeline.slot.context import SlotAbandoned
from vortex_gui.pipeline.slot.threads import StageThreads, raise_first

LIMIT_S = 20


@pytest.fixture
def threads() -> Iterator[StageThreads]:
    made = StageThreads()
    yield made
    made.close()


def run(story: Callable[[], Awaitable[None]]) -> None:
    async def limited() -> None:
        await asyncio.wait_for(story(), LIMIT_S)

    asyncio.run(limited())


def test_work_runs_without_autograd_and_in_a_thread_of_its_own(threads: StageThreads) -> None:
    async def story() -> None:
        assert await threads.run(threading.Event(), torch.is_inference_mode_enabled)
        ident = await threads.run(threading.Event(), threading.get_ident)
        assert ident != threading.get_ident()
        assert threads.begin(lambda: 3).result(LIMIT_S) == 3

    run(story)


def test_two_stages_really_run_side_by_side(threads: StageThreads) -> None:
    async def story() -> None:
        slot, meeting = slot_context(), threading.Barrier(2, timeout=10)

        async def stage() -> None:
            await threads.run(slot.cancel, meeting.wait)

        await threads.side_by_side(slot, stage(), stage())

    run(story)


def test_when_one_stage_fails_the_other_stops_at_its_next_step_and_its_echo_is_not_told(
    threads: StageThreads,
) -> None:
    async def story() -> None:
        slot, stopped = slot_context(), threading.Event()

        def works_on() -> None:
            try:
                while True:
                    slot.step()
            finally:
                stopped.set()

        def fails() -> None:
            raise StageError("speech", "It failed.")

        with pytest.raises(StageError, match=r"It failed\."):
            await threads.side_by_side(
                slot, threads.run(slot.cancel, works_on), threads.run(slot.cancel, fails)
            )
        assert stopped.is_set()

    run(story)


def test_a_cancelled_task_sets_the_flag_and_waits_for_the_thread(threads: StageThreads) -> None:
    async def story() -> None:
        cancel, begun, ended = threading.Event(), threading.Event(), threading.Event()

        def work() -> None:
            begun.set()
            cancel.wait(LIMIT_S)
            ended.set()

        task = asyncio.create_task(threads.run(cancel, work))
        await asyncio.get_running_loop().run_in_executor(None, begun.wait, LIMIT_S)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert ended.is_set()

    run(story)


def test_the_first_error_that_is_no_echo_is_raised() -> None:
    raise_first([None, SlotAbandoned()])
    with pytest.raises(ValueError, match="one"):
        raise_first([SlotAbandoned(), ValueError("one"), KeyError("two")])
