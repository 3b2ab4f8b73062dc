"""Epoch seconds that a change of the system's time does not move, the same for all processes of a machine."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache

Clock = Callable[[], float]


def steady_clock(begun_at: float | None = None) -> Clock:
    """Set once from the system's time and then counted on, sleep of the machine included.

    With the `beginning` of another process's clock it shows the same time as that one.
    """
    since = time.time() - counted() if begun_at is None else begun_at
    return lambda: since + counted()


def steady_now() -> float:
    """This process's steady clock, set when it is first asked; for all that counts time gone by."""
    return _of_this_process()()


def beginning(clock: Clock) -> float:
    """The clock's epoch second at which the machine's counter stood at nought."""
    return clock() - counted()


def counted() -> float:
    """Seconds since the machine started; on Linux with its sleep."""
    counter = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if counter is None else time.clock_gettime(counter)


@cache
def _of_this_process() -> Clock:
    return steady_clock()
