"""Ends a child process for certain: gone and its output read to the end, also when the wait is cancelled."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

END_S = 3.0
"""How long a process has to end by itself before it is killed."""


async def end(process: asyncio.subprocess.Process, *, patience_s: float = END_S) -> None:
    """Returns when the process is gone and its output has ended: only then is its transport closed.

    A cancel meanwhile kills the process at once; it is raised after the end.
    """
    ending = asyncio.create_task(_end(process, patience_s), name="end of a child process")
    try:
        await asyncio.shield(ending)
    except asyncio.CancelledError:
        _signal(process.kill)
        await asyncio.wait([ending])
        raise


async def _end(process: asyncio.subprocess.Process, patience_s: float) -> None:
    if process.returncode is None:
        _signal(process.terminate)
    try:
        await asyncio.wait_for(process.communicate(), patience_s)
    except TimeoutError:
        _signal(process.kill)
        with contextlib.suppress(TimeoutError):  # a child of its own may hold the output
            await asyncio.wait_for(process.communicate(), END_S)


def _signal(send: Callable[[], None]) -> None:
    with contextlib.suppress(ProcessLookupError):  # it ended by itself this moment
        send()
