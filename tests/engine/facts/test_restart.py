"""Restart arithmetic: the wait doubles, the limit holds, a stable life clears the count; and the spare."""

from __future__ import annotations

import pytest

from vortex_gui.engine.facts.restart import RestartCount, RestartPolicy
from vortex_gui.engine.places.process.spare import ROOM_BYTES, wants_spare

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
    """The numbers are the widest that the settings allow."""
    found = waits(RestartPolicy(100, 29.0, 60.0), *[0] * 101)
    assert found == [29, 58, *[60] * 98, None]


@pytest.mark.parametrize(
    ("rule", "deaths", "workers", "free_bytes", "wanted"),
    [
        ("never", 3, 1, 2 * ROOM_BYTES, False),
        ("never", 0, 2, 2 * ROOM_BYTES, False),
        ("after a death", 0, 1, 2 * ROOM_BYTES, False),
        ("after a death", 0, 2, 2 * ROOM_BYTES, True),
        ("after a death", 1, 1, 2 * ROOM_BYTES, True),
        ("after a death", 1, 2, ROOM_BYTES - 1, False),
        ("always", 0, 1, ROOM_BYTES, True),
        ("always", 0, 1, ROOM_BYTES - 1, False),
    ],
)
def test_a_spare_is_kept_by_the_rule_where_there_is_room(
    rule: str, deaths: int, workers: int, free_bytes: int, wanted: bool
) -> None:
    assert wants_spare(rule, deaths, workers, free_bytes) is wanted
