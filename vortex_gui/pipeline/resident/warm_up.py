"""Runs one model by itself until its time is steady, and tells the first and the steady time."""

from __future__ import annotations

import time
from collections.abc import Callable

MAX_RUNS = 5
STEADY = 0.15
"""A run within 15 % of the one before it is steady."""


def warms_up(wish: str, *, is_on_card: bool) -> bool:
    """Whether a worker runs its models before it is ready, by the setting `pipeline.warm_up`."""
    return wish == "always" or (wish == "on a card" and is_on_card)


def warm_up(run: Callable[[], None], check: Callable[[], None]) -> tuple[float, float]:
    """Seconds of the first run and of a steady one; `check` is called before each run and may raise."""
    seconds: list[float] = []
    while len(seconds) < MAX_RUNS:
        check()
        began = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - began)
        if len(seconds) > 1 and abs(seconds[-1] - seconds[-2]) <= STEADY * seconds[-2]:
            break
    return seconds[0], min(seconds[1:])
