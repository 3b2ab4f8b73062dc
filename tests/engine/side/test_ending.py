"""A child process is gone, and its transport closed, whatever comes between."""

from __future__ import annotations

import asyncio
import sys

import pytest

from vortex_gui.engine.side.ending import end

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="runs a shell")


STUBBORN = "trap '' TERM; echo begun; exec sleep 60"


async def begun(script: str) -> asyncio.subprocess.Process:
    """The script has printed its first line."""
    process = await asyncio.create_subprocess_exec("sh", "-c", script, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    assert await process.stdout.readline() == b"begun\n"
    return process


def is_closed(process: asyncio.subprocess.Process) -> bool:
    return bool(process._transport.is_closing())  # type: ignore[attr-defined]  # asyncio shows it nowhere else


def test_it_waits_for_the_output_of_a_process_that_is_gone() -> None:
    async def story() -> None:
        process = await begun("echo begun; sleep 0.3 &")
        await process.wait()  # the shell is gone; what it started still holds the pipe
        await end(process)
        assert is_closed(process)

    asyncio.run(story())


def test_one_that_ignores_the_request_is_killed() -> None:
    async def story() -> None:
        process = await begun(STUBBORN)
        await end(process, patience_s=0.1)
        assert process.returncode == -9
        assert is_closed(process)

    asyncio.run(asyncio.wait_for(story(), 20))


def test_a_cancel_while_it_ends_leaves_neither_process_nor_transport() -> None:
    async def story() -> None:
        process = await begun(STUBBORN)
        ending = asyncio.create_task(end(process, patience_s=60))
        await asyncio.sleep(0)  # it has begun to wait
        ending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await ending
        assert process.returncode == -9
        assert is_closed(process)

    asyncio.run(asyncio.wait_for(story(), 20))
