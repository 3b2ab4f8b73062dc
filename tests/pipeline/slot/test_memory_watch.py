"""The hard limit holds: any moment of a slot counts, and each crossing is told once with its cause."""

from __future__ import annotations

import logging
import threading

import pytest

from vortex_gui.base.errors import MemoryPressureError
from vortex_gui.base.report.report import MemoryLevel
from vortex_gui.pipeline.resident.memory import VRAMMonitor
from vortex_gui.pipeline.slot.memory_watch import MemoryWatch

SOFT, HARD = 11_000_000_000, 11_500_000_000


class Memory:
    """A device's counter that a test sets; `falls_to` is what clearing the cache leaves of it."""

    def __init__(self, used: int, *, margin_gb: float = 0.0) -> None:
        self.used = used
        self.highest: int | None = None
        self.falls_to: int | None = None
        self.clears = 0
        self.sampled = threading.Event()
        self.monitor = VRAMMonitor(
            11.0, 11.5, usage=self._read, clear_cache=self._clear, high_water=self, margin_gb=margin_gb
        )
        self.told: list[tuple[MemoryLevel, str]] = []

    def watch(self) -> MemoryWatch:
        return MemoryWatch(self.monitor, 7, lambda limit, sentence: self.told.append((limit, sentence)))

    @property
    def limits_told(self) -> list[MemoryLevel]:
        return [limit for limit, _ in self.told]

    def restart(self) -> None:
        self.highest = None

    def read(self) -> int | None:
        return self.highest

    def _read(self) -> int:
        if threading.current_thread().name == "memory-watch":
            self.sampled.set()
        return self.used

    def _clear(self) -> int:
        self.clears += 1
        before, self.used = self.used, min(self.used, self.falls_to or self.used)
        return before - self.used


def test_a_slot_below_both_limits_tells_nothing() -> None:
    memory = Memory(SOFT - 1)
    with memory.watch() as watch:
        watch.check()
    watch.check()
    assert (memory.told, memory.clears) == ([], 0)


@pytest.mark.expects_log
def test_a_rise_between_two_checks_stops_the_slot_at_the_next_one_also_when_it_has_fallen_again() -> None:
    memory = Memory(SOFT - 1)
    with memory.watch() as watch:
        memory.highest = HARD + 50_000_000
        with pytest.raises(MemoryPressureError, match=r"hard limit exceeded: 11\.55 of 11\.50 GB") as caught:
            watch.check()
    assert "This slot needs more than 0.55 GB beside 11.00 GB of idle memory" in caught.value.remedy
    assert memory.limits_told == ["soft", "hard"]
    assert memory.monitor.peak_bytes == HARD + 50_000_000


@pytest.mark.expects_log
def test_a_sample_counts_where_no_system_counts_the_highest() -> None:
    memory = Memory(SOFT - 1)
    with memory.watch() as watch:
        memory.used = HARD + 1
        memory.sampled.clear()
        assert memory.sampled.wait(20)
        memory.sampled.clear()
        assert memory.sampled.wait(20), "the sample before is counted when the next one begins"
        memory.used = SOFT - 1
        with pytest.raises(MemoryPressureError):
            watch.check()


@pytest.mark.expects_log
def test_what_the_last_stage_allocates_is_judged_before_the_report() -> None:
    memory = Memory(SOFT - 1)
    with memory.watch() as watch:
        memory.highest = HARD + 1
    with pytest.raises(MemoryPressureError):
        watch.check()


@pytest.mark.expects_log
def test_memory_that_falls_under_the_line_when_the_cache_is_cleared_and_stays_lets_the_slot_go_on() -> None:
    memory = Memory(SOFT - 1, margin_gb=0.1)
    with memory.watch() as watch:
        memory.used, memory.falls_to = HARD - 50_000_000, SOFT + 1
        watch.check()
        watch.check()
    assert memory.clears == 1
    assert memory.limits_told == ["soft"]


@pytest.mark.expects_log
def test_memory_that_rises_again_after_the_cache_was_cleared_stops_the_slot() -> None:
    memory = Memory(SOFT - 1, margin_gb=0.1)
    with memory.watch() as watch:
        memory.used, memory.falls_to = HARD - 50_000_000, SOFT + 1
        watch.check()
        memory.used = HARD - 50_000_000
        with pytest.raises(MemoryPressureError, match=r"0\.10 GB of it stay free for the rise between"):
            watch.check()
    assert memory.clears == 1
    assert memory.limits_told == ["soft", "hard"]


@pytest.mark.expects_log
def test_idle_memory_over_the_limit_is_told_as_the_cause_before_the_slot_begins() -> None:
    memory = Memory(HARD + 100_000_000)
    with pytest.raises(MemoryPressureError) as caught, memory.watch():
        pytest.fail("a slot began")
    assert "idle memory alone is over the limit, 11.60 of 11.50 GB" in caught.value.sentence
    assert "A shorter slot does not help" in caught.value.remedy
    assert memory.monitor.peak_bytes == HARD + 100_000_000
    assert memory.told[-1] == ("hard", caught.value.sentence)


@pytest.mark.expects_log
def test_idle_memory_within_the_margin_leaves_no_room_for_a_slot() -> None:
    memory = Memory(HARD - 1, margin_gb=0.2)
    with pytest.raises(
        MemoryPressureError, match=r"idle memory alone, 11\.50 of 11\.50 GB, leaves less than 0\.2"
    ):
        memory.watch().__enter__()


@pytest.mark.expects_log
def test_what_is_left_of_the_slot_before_is_cleared_before_the_next_one_counts() -> None:
    memory = Memory(HARD + 1)
    memory.falls_to = SOFT - 1
    with memory.watch() as watch:
        watch.check()
    assert memory.monitor.peak_bytes == SOFT - 1


@pytest.mark.expects_log
def test_each_slot_tells_its_own_crossing_once(caplog: pytest.LogCaptureFixture) -> None:
    memory = Memory(SOFT + 1)
    for _ in range(2):
        with memory.watch() as watch:
            watch.check()
            watch.check()
    assert memory.limits_told == ["soft", "soft"]
    records = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert [vars(record)["slot_id"] for record in records] == [7, 7]


def test_the_margin_never_reaches_below_the_soft_limit() -> None:
    monitor = VRAMMonitor(11.0, 11.5, margin_gb=3.0)
    assert monitor.highest_bytes == monitor.soft_limit_bytes
    monitor.set_limits(11.5, 11.5)
    assert monitor.highest_bytes == monitor.hard_limit_bytes


def test_a_driver_that_stumbles_at_a_sample_leaves_the_slot_to_its_own_error() -> None:
    memory = Memory(SOFT - 1)

    def stumbles() -> int:
        memory.sampled.set()
        raise RuntimeError("the driver has gone")

    def fails() -> None:
        with memory.watch():
            memory.monitor._usage = stumbles
            memory.sampled.clear()
            assert memory.sampled.wait(20)
            raise KeyError("of the stage")

    with pytest.raises(KeyError, match="of the stage"):
        fails()
