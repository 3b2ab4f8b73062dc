"""The engine's clock counts on, whatever is done to the system's time."""

from __future__ import annotations

import time

import pytest

from vortex_gui.engine.facts.clock import steady_clock


def test_it_begins_at_the_systems_time_and_does_not_follow_its_changes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = steady_clock()
    before = now()
    assert before == pytest.approx(time.time(), abs=5)
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 3600)
    assert before <= now() < before + 60


def test_where_the_system_counts_no_sleep_the_monotonic_clock_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(time, "CLOCK_BOOTTIME", raising=False)
    now = steady_clock()
    first = now()
    began = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: began + 100)
    assert now() == pytest.approx(first + 100, abs=5)
