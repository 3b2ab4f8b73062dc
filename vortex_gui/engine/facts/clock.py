"""The engine's clock: epoch seconds that a change of the system's time does not move."""

from __future__ import annotations

import time
from collections.abc import Callable


def steady_clock() -> Callable[[], float]:
    """Epoch seconds, set once from the system's time and then counted on, sleep of the machine included."""
    counter = getattr(time, "CLOCK_BOOTTIME", None)
    since = time.time() - _count(counter)
    return lambda: since + _count(counter)


def _count(counter: int | None) -> float:
    return time.monotonic() if counter is None else time.clock_gettime(counter)
