"""A wait that counts only the time in which this process ran: its own sleep is nobody else's delay."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection
from typing import Any

SLICE_S = 0.5
"""A wait is cut into such slices; one that takes so much longer was slept through and does not count."""
MOST_LATE = 1.5


async def wait_awake(futures: Collection[asyncio.Future[Any]], timeout_s: float | None = None) -> None:
    """Until one of them is done or the time is over; without a time-out for as long as that takes."""
    if timeout_s is None:
        await asyncio.wait(futures, return_when=asyncio.FIRST_COMPLETED)
        return
    while True:
        slice_s, begun = min(timeout_s, SLICE_S), time.monotonic()
        done, _ = await asyncio.wait(futures, timeout=slice_s, return_when=asyncio.FIRST_COMPLETED)
        if done:
            return
        if time.monotonic() - begun <= slice_s + SLICE_S:
            timeout_s -= slice_s
            if timeout_s <= 0:
                return


def awake_s(begun: float, beat_s: float) -> float:
    """The seconds since `begun`, of one beat: in one that comes late, this process was stopped or busy."""
    return min(time.monotonic() - begun, MOST_LATE * beat_s)
