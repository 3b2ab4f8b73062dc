"""The memory helpers and the monitor; only CUDA's counters are simulated."""

from __future__ import annotations

import logging
import mmap

import pytest
import torch

from tests.pipeline.resident.driver import ALL, FREE, GB, RESERVE, UUID, Driver, with_this_process
from vortex_gui.base.errors import MemoryPressureError, MemoryPressureWarning
from vortex_gui.pipeline.resident.card_account import CardAccount
from vortex_gui.pipeline.resident.memory import (
    VRAMMonitor,
    clear_cuda_cache,
    clear_host_cache,
    cuda_memory,
    format_bytes,
    get_current_vram_usage,
    get_vram_stats,
    host_memory,
    limit_allocator,
    log_vram_snapshot,
    resident_bytes,
)

STATS = {"allocated_gb": 6.5, "reserved_gb": 7.25, "max_allocated_gb": 8.0, "total_gb": 12.0}


@pytest.fixture
def cuda_counters(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """A card's counters, as torch reports them."""
    counters = {"allocated": 6_500_000_000, "reserved": 7_250_000_000}

    def empty_cache() -> None:
        counters["reserved"] = counters["allocated"]

    card = type("Card", (), {"total_memory": 12_000_000_000})()
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "memory_allocated", lambda *_: counters["allocated"])
    monkeypatch.setattr(torch.cuda, "memory_reserved", lambda *_: counters["reserved"])
    monkeypatch.setattr(torch.cuda, "max_memory_allocated", lambda *_: 8_000_000_000)
    monkeypatch.setattr(torch.cuda, "get_device_properties", lambda *_: card)
    monkeypatch.setattr(torch.cuda, "empty_cache", empty_cache)
    return counters


@pytest.fixture
def no_cuda(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)


class TestVRAMUtilities:
    @pytest.mark.usefixtures("no_cuda")
    def test_get_current_vram_usage_no_cuda(self) -> None:
        assert get_current_vram_usage() == 0

    def test_get_current_vram_usage_with_cuda(self, cuda_counters: dict[str, int]) -> None:
        assert get_current_vram_usage() == cuda_counters["allocated"]

    @pytest.mark.usefixtures("no_cuda")
    def test_get_vram_stats_no_cuda(self) -> None:
        assert get_vram_stats() == dict.fromkeys(STATS, 0.0)

    @pytest.mark.usefixtures("cuda_counters")
    def test_get_vram_stats_with_cuda(self) -> None:
        assert get_vram_stats() == pytest.approx(STATS)

    @pytest.mark.usefixtures("cuda_counters")
    def test_log_vram_snapshot(self, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level(logging.INFO, "vortex_gui"):
            assert log_vram_snapshot("after warm-up") == pytest.approx(STATS)
        (record,) = caplog.records
        assert "after warm-up" in record.getMessage()
        assert vars(record)["fields"] == pytest.approx({**STATS, "label": "after warm-up"})

    def test_clear_cuda_cache(self, cuda_counters: dict[str, int]) -> None:
        assert clear_cuda_cache() == 750_000_000
        assert clear_cuda_cache() == 0
        assert cuda_counters["reserved"] == cuda_counters["allocated"]

    @pytest.mark.parametrize(
        ("count", "text"),
        [
            (512, "512 B"),
            (2048, "2.00 KB"),
            (5 * 1024**2, "5.00 MB"),
            (6 * 1024**3, "6.00 GB"),
            (0, "0 B"),
            (1023, "1023 B"),
            (2500 * 1024**3, "2500.00 GB"),
        ],
    )
    def test_format_bytes(self, count: int, text: str) -> None:
        assert format_bytes(count) == text


class TestVRAMMonitor:
    def test_init(self) -> None:
        monitor = VRAMMonitor(soft_limit_gb=11.0, hard_limit_gb=11.5)
        assert (monitor.soft_limit_bytes, monitor.hard_limit_bytes) == (11_000_000_000, 11_500_000_000)
        with pytest.raises(ValueError, match="not over hard"):
            VRAMMonitor(soft_limit_gb=12.0, hard_limit_gb=11.5)

    def test_check_below_soft_limit(self, cuda_counters: dict[str, int]) -> None:
        assert VRAMMonitor(11.0, 11.5).check() == cuda_counters["allocated"]

    @pytest.mark.expects_log
    def test_check_soft_limit_exceeded(
        self, cuda_counters: dict[str, int], caplog: pytest.LogCaptureFixture
    ) -> None:
        cuda_counters.update(allocated=11_200_000_000, reserved=11_400_000_000)
        monitor = VRAMMonitor(11.0, 11.5)
        with pytest.warns(MemoryPressureWarning, match="soft limit"):
            assert monitor.check() == 11_200_000_000
        assert cuda_counters["reserved"] == 11_200_000_000, "the cache was not cleared"
        monitor.check()
        assert len([r for r in caplog.records if r.levelno == logging.WARNING]) == 1

    @pytest.mark.expects_log
    def test_check_hard_limit_exceeded(self, cuda_counters: dict[str, int]) -> None:
        cuda_counters["allocated"] = 11_600_000_000
        monitor = VRAMMonitor(11.0, 11.5)
        with (
            pytest.warns(MemoryPressureWarning),
            pytest.raises(MemoryPressureError, match=r"hard limit exceeded: 11\.60 of 11\.50 GB"),
        ):
            monitor.check()
        cuda_counters["allocated"] = 6_500_000_000
        assert monitor.check() == 6_500_000_000
        assert monitor.peak_bytes == 11_600_000_000

    @pytest.mark.expects_log
    def test_reset_warning(self, cuda_counters: dict[str, int]) -> None:
        cuda_counters["allocated"] = 11_200_000_000
        monitor = VRAMMonitor(11.0, 11.5)
        for _ in range(2):
            with pytest.warns(MemoryPressureWarning):
                monitor.check()
            monitor.check()  # silent: a second warning would be an error here
            monitor.reset_warning()


@pytest.mark.expects_log
def test_hard_limit_is_raised_only_after_the_cache_was_cleared() -> None:
    used = [12_000_000_000]

    def clear() -> int:
        used[0] = 5_000_000_000
        return 7_000_000_000

    monitor = VRAMMonitor(11.0, 11.5, usage=lambda: used[0], clear_cache=clear)
    with pytest.warns(MemoryPressureWarning):
        assert monitor.check() == 5_000_000_000


def test_on_a_card_the_limits_count_what_torch_has_allocated_and_the_rest_stands_beside_it(
    cuda_counters: dict[str, int],
) -> None:
    driver = with_this_process(7_750_000_000, (4_000_000, GB))
    memory = cuda_memory(torch.device("cuda", 0), CardAccount(UUID, ALL, nvml=driver))
    assert memory.used == cuda_counters["allocated"]
    assert (memory.cached, memory.context) == (750_000_000, 500_000_000)
    assert (memory.free, memory.total) == (FREE, ALL)
    assert memory.others == ALL - FREE - RESERVE - 7_750_000_000
    monitor = VRAMMonitor(6.5, 7.0)
    for allocated, level in ((6_500_000_000, "under"), (6_500_000_001, "soft"), (7_000_000_001, "hard")):
        cuda_counters["allocated"] = allocated
        shown = cuda_memory(torch.device("cuda", 0), CardAccount(UUID, ALL, nvml=driver)).used
        assert monitor.level_of(shown) == level, "the curve is over a line exactly when the monitor is"


@pytest.mark.usefixtures("cuda_counters")
def test_without_the_drivers_account_the_others_are_unknown_and_never_0(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda _: (FREE, ALL))
    account = CardAccount(UUID, ALL, nvml=Driver(answers=False))
    memory = cuda_memory(torch.device("cuda", 0), account)
    assert (memory.context, memory.others) == (None, None)
    assert (memory.free, memory.total) == (FREE, ALL)


@pytest.mark.cpu_twin
@pytest.mark.expects_log
def test_real_memory_over_the_hard_limit_is_refused_and_given_back() -> None:
    used = resident_bytes()
    monitor = VRAMMonitor(
        (used + 40_000_000) / GB, (used + 60_000_000) / GB, usage=resident_bytes, clear_cache=None
    )
    with mmap.mmap(-1, 200_000_000) as ballast:
        ballast[:] = b"x" * len(ballast)
        with pytest.warns(MemoryPressureWarning), pytest.raises(MemoryPressureError, match="limit exceeded"):
            monitor.check()
    clear_host_cache()
    assert resident_bytes() < used + 150_000_000


@pytest.mark.gpu
def test_the_allocator_refuses_what_is_over_the_hard_limit_and_the_card_lives_on() -> None:
    torch.cuda.empty_cache()
    limit = torch.cuda.memory_reserved(0) + 500_000_000
    limit_allocator(limit, 0)
    try:
        with pytest.raises(torch.OutOfMemoryError):
            torch.empty(2_000_000_000, dtype=torch.uint8, device="cuda")
        assert torch.cuda.memory_reserved(0) <= limit
        assert float(torch.ones(1000, device="cuda").sum()) == 1000
    finally:
        torch.cuda.set_per_process_memory_fraction(1.0, 0)


def test_host_memory_counts_what_this_process_takes() -> None:
    before = host_memory()
    with mmap.mmap(-1, 64_000_000) as ballast:  # a bytearray could come out of the heap's free pages
        ballast[:] = b"x" * len(ballast)
        after = host_memory()
    assert after.used - before.used > 50_000_000
    assert after.total == before.total
    clear_host_cache()
    assert resident_bytes() < after.used - 50_000_000
