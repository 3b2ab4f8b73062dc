"""Restart arithmetic: whether and when a dead worker restarts; plain values, clock passed in."""

from __future__ import annotations

from dataclasses import dataclass, replace

MAX_WAIT_S = 60.0


@dataclass(frozen=True, slots=True)
class RestartPolicy:
    """How often and how fast: `limit` restarts in a row; the wait doubles from `backoff_s`.

    A life of `stable_after_s` seconds as a ready worker clears the count.
    """

    limit: int
    backoff_s: float
    stable_after_s: float


@dataclass(frozen=True, slots=True)
class RestartCount:
    """Deaths in a row so far."""

    deaths: int = 0

    def after_death(self, policy: RestartPolicy, ready_life_s: float) -> tuple[RestartCount, float | None]:
        """The new count, and the seconds to wait before a restart; `None` when the limit is reached.

        `ready_life_s` is how long the worker lived after it was ready; 0 when it never was.
        """
        before = 0 if ready_life_s >= policy.stable_after_s else self.deaths
        counted = replace(self, deaths=before + 1)
        if counted.deaths > policy.limit:
            return counted, None
        return counted, min(MAX_WAIT_S, policy.backoff_s * 2.0**before)
