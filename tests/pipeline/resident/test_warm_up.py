"""A model is run until it is steady, and no longer; the clock is passed in by the runs themselves."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest

from vortex_gui.pipeline.resident.warm_up import MAX_RUNS, warm_up, warms_up


def timed(monkeypatch: pytest.MonkeyPatch, seconds: Sequence[float]) -> tuple[tuple[float, float], int]:
    """The figures of runs that take so long, and how many there were."""
    clock, runs = [0.0], iter(seconds)
    counted: list[float] = []
    monkeypatch.setattr(time, "perf_counter", lambda: clock[0])

    def run() -> None:
        counted.append(next(runs))
        clock[0] += counted[-1]

    return warm_up(run, lambda: None), len(counted)


@pytest.mark.parametrize(
    ("seconds", "figures", "runs"),
    [
        ([9.0, 2.0, 2.2], (9.0, 2.0), 3),
        ([2.0, 2.0], (2.0, 2.0), 2),
        ([2.0, 1.7], (2.0, 1.7), 2),
        ([9.0, 7.0, 5.0, 3.0, 1.0, 0.5], (9.0, 1.0), MAX_RUNS),
    ],
)
def test_it_ends_when_a_run_is_like_the_one_before_or_after_the_most(
    monkeypatch: pytest.MonkeyPatch, seconds: list[float], figures: tuple[float, float], runs: int
) -> None:
    found, counted = timed(monkeypatch, seconds)
    assert found == pytest.approx(figures)
    assert counted == runs


def test_it_can_be_stopped_before_each_run() -> None:
    ran: list[int] = []

    def check() -> None:
        if ran:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        warm_up(lambda: ran.append(1), check)
    assert ran == [1]


@pytest.mark.parametrize(
    ("wish", "on_card", "on_cpu"),
    [("on a card", True, False), ("always", True, True), ("never", False, False)],
)
def test_a_worker_warms_up_before_it_is_ready_as_the_setting_says(
    wish: str, on_card: bool, on_cpu: bool
) -> None:
    assert warms_up(wish, is_on_card=True) is on_card
    assert warms_up(wish, is_on_card=False) is on_cpu
