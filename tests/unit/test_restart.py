"""Restart arithmetic: the wait doubles, the limit holds, a stable life clears the count."""

from __future__ import annotations

from vortex_gui.engine.restart import MAX_WAIT_S, RestartCount, RestartPolicy

POLICY = RestartPolicy(limit=3, backoff_s=1.0, stable_after_s=60.0)


def waits(policy: RestartPolicy, *lives_s: float) -> list[float | None]:
    count, found = RestartCount(), []
    for life_s in lives_s:
        count, wait_s = count.after_death(policy, life_s)
        found.append(wait_s)
    return found


def test_the_wait_doubles_until_the_limit() -> None:
    assert waits(POLICY, 0, 0, 0, 0) == [1, 2, 4, None]


def test_a_stable_life_clears_the_count() -> None:
    assert waits(POLICY, 0, 0, 60, 59.9) == [1, 2, 1, 2]


def test_no_restart_at_limit_zero() -> None:
    assert waits(RestartPolicy(0, 1.0, 60.0), 0) == [None]


def test_the_wait_never_passes_its_ceiling() -> None:
    assert waits(RestartPolicy(100, 30.0, 60.0), *[0] * 100)[-1] == MAX_WAIT_S
