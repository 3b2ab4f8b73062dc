"""A wait ends in time while this process runs, and not for the time in which it did not."""

from __future__ import annotations

import asyncio
import time

import pytest

from vortex_gui.engine.places.process import awake
from vortex_gui.engine.places.process.awake import wait_awake


@pytest.mark.parametrize("timeout_s", [0.0, 0.1, 1.2])
def test_it_ends_when_the_time_is_over(timeout_s: float) -> None:
    async def story() -> None:
        never: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        begun = time.monotonic()
        await wait_awake([never], timeout_s)
        assert time.monotonic() - begun >= timeout_s * 0.99

    asyncio.run(asyncio.wait_for(story(), 20))


@pytest.mark.parametrize("timeout_s", [None, 10.0])
def test_it_ends_with_the_first_that_is_done(timeout_s: float | None) -> None:
    async def story() -> None:
        loop = asyncio.get_running_loop()
        first, never = loop.create_future(), loop.create_future()
        loop.call_later(0.01, first.set_result, 7)
        await wait_awake([first, never], timeout_s)
        assert (first.done(), never.done()) == (True, False)

    asyncio.run(asyncio.wait_for(story(), 20))


def test_time_that_the_process_slept_through_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(awake, "SLICE_S", 0.1)

    async def story() -> None:
        loop = asyncio.get_running_loop()
        answer = loop.create_future()
        loop.call_later(0.02, time.sleep, 1.0)  # as a stopped process: nothing of it runs
        loop.call_later(0.2, answer.set_result, "it is there")
        await wait_awake([answer], 0.5)
        assert answer.done()

    asyncio.run(asyncio.wait_for(story(), 20))
