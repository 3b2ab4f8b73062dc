"""The highest memory since a moment is counted, also when it was there and gone between two looks."""

from __future__ import annotations

import mmap
import sys
from pathlib import Path

import pytest

from vortex_gui.pipeline.resident import high_water
from vortex_gui.pipeline.resident.high_water import HostHighWater
from vortex_gui.pipeline.resident.memory import VRAMMonitor, resident_bytes

BALLAST = 150_000_000

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux alone counts it")


def burst() -> None:
    with mmap.mmap(-1, BALLAST) as ballast:
        ballast[:] = bytes(BALLAST)


def test_a_burst_between_two_looks_is_seen_until_the_next_restart() -> None:
    count = HostHighWater()
    assert count.read() is None, "nothing is counted before the first restart"
    count.restart()
    before = resident_bytes()
    burst()
    assert (count.read() or 0) - before > 0.9 * BALLAST
    count.restart()
    assert (count.read() or 0) - resident_bytes() < 0.5 * BALLAST


def test_a_system_that_forbids_the_restart_has_the_samples_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    count = HostHighWater()
    count.restart()
    monkeypatch.setattr(high_water, "_RESTART", tmp_path / "no" / "clear_refs")
    count.restart()
    assert count.read() is None


def test_the_monitors_peak_holds_a_burst_that_no_sample_saw() -> None:
    monitor = VRAMMonitor(900.0, 1000.0, usage=resident_bytes, clear_cache=None, high_water=HostHighWater())
    monitor.reset_peak()
    before = monitor.read()
    burst()
    assert monitor.read() - before < 0.5 * BALLAST
    assert monitor.peak_bytes - before > 0.9 * BALLAST
