"""Memory as numbers: the device's counters, the monitor of the two limits, this process beside the others."""

from __future__ import annotations

import gc
import logging
import os
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import psutil
import torch

from vortex_gui.base.errors import MemoryPressureError, MemoryPressureWarning
from vortex_gui.base.heap import give_back
from vortex_gui.base.translation import tr

GB = 1e9
"""Limits are decimal: 11.5 GB is 11.5e9 bytes."""

_log = logging.getLogger(__name__)


def get_current_vram_usage() -> int:
    """Bytes that torch has allocated on the current CUDA device; 0 without CUDA."""
    return int(torch.cuda.memory_allocated()) if torch.cuda.is_available() else 0


def get_vram_stats() -> dict[str, float]:
    """`allocated_gb`, `reserved_gb`, `max_allocated_gb`, `total_gb` of the card; zeros without CUDA."""
    if not torch.cuda.is_available():
        return {"allocated_gb": 0.0, "reserved_gb": 0.0, "max_allocated_gb": 0.0, "total_gb": 0.0}
    return {
        "allocated_gb": torch.cuda.memory_allocated() / GB,
        "reserved_gb": torch.cuda.memory_reserved() / GB,
        "max_allocated_gb": torch.cuda.max_memory_allocated() / GB,
        "total_gb": torch.cuda.get_device_properties(0).total_memory / GB,
    }


def log_vram_snapshot(label: str) -> dict[str, float]:
    """Logs the counters as one structured record named by `label`, and returns them."""
    stats = get_vram_stats()
    _log.info("memory snapshot: %s", label, extra={"fields": {"label": label, **stats}})
    return stats


def clear_cuda_cache() -> int:
    """Collects garbage and gives cached device memory back; returns the bytes freed (0 without CUDA)."""
    gc.collect()
    if not torch.cuda.is_available():
        return 0
    before = torch.cuda.memory_reserved()
    torch.cuda.empty_cache()
    return max(0, int(before - torch.cuda.memory_reserved()))


def clear_host_cache() -> int:
    """Collects garbage and gives the C library's free pages back; returns the resident bytes freed."""
    before = resident_bytes()
    gc.collect()
    give_back()
    return max(0, before - resident_bytes())


def format_bytes(count: float) -> str:
    """Bytes for people: "512 B", "2.00 KB", "5.00 MB", "6.00 GB" (steps of 1024)."""
    if abs(count) < 1024:
        return f"{count:.0f} B"
    for unit in ("KB", "MB"):
        count /= 1024
        if abs(count) < 1024:
            return f"{count:.2f} {unit}"
    return f"{count / 1024:.2f} GB"


def resident_bytes() -> int:
    """Resident set of the process that asks, in bytes: a worker may be forked after the import."""
    return int(psutil.Process().memory_info().rss)


class VRAMMonitor:
    """Watches one figure against a soft and a hard limit, both in decimal gigabytes.

    `usage` reads the bytes in use: the CUDA allocator's by default, the resident set on a CPU.
    """

    def __init__(
        self,
        soft_limit_gb: float,
        hard_limit_gb: float,
        *,
        usage: Callable[[], int] = get_current_vram_usage,
        clear_cache: Callable[[], int] | None = clear_cuda_cache,
    ) -> None:
        if not 0 < soft_limit_gb <= hard_limit_gb:
            raise ValueError(
                f"soft limit {soft_limit_gb} GB must be over 0 and not over hard {hard_limit_gb} GB"
            )
        self.soft_limit_bytes = round(soft_limit_gb * GB)
        self.hard_limit_bytes = round(hard_limit_gb * GB)
        self.peak_bytes = 0
        self._usage = usage
        self._clear_cache = clear_cache
        self._warned = False

    def check(self) -> int:
        """Bytes in use; warns once over the soft limit.

        Raises:
            MemoryPressureError: over the hard limit, also after the cache was cleared.
        """
        used = self._read()
        if used > self.soft_limit_bytes:
            used = self._on_soft_limit(used)
        if used > self.hard_limit_bytes:
            raise MemoryPressureError(
                tr(
                    "Memory hard limit exceeded: {used:.2f} of {limit:.2f} GB in use.",
                    used=used / GB,
                    limit=self.hard_limit_bytes / GB,
                ),
                remedy=tr("Shorten the clip, choose a smaller profile, or close other programs."),
            )
        return used

    def reset_warning(self) -> None:
        """Lets the soft limit warn again."""
        self._warned = False

    def reset_peak(self) -> None:
        """Begins a new peak, at the start of a slot."""
        self.peak_bytes = 0

    def _read(self) -> int:
        used = self._usage()
        self.peak_bytes = max(self.peak_bytes, used)
        return used

    def _on_soft_limit(self, used: int) -> int:
        if not self._warned:
            self._warned = True
            sentence = tr(
                "Memory over the soft limit: {used:.2f} of {limit:.2f} GB in use.",
                used=used / GB,
                limit=self.soft_limit_bytes / GB,
            )
            _log.warning(sentence, extra={"fields": {"used_bytes": used, "soft": self.soft_limit_bytes}})
            warnings.warn(sentence, MemoryPressureWarning, stacklevel=3)
            if self._clear_cache is not None:
                self._clear_cache()
                return self._read()
        elif self._clear_cache is not None and used > self.hard_limit_bytes:
            self._clear_cache()
            return self._read()
        return used


@dataclass(frozen=True, slots=True)
class DeviceMemory:
    """Bytes of the device that the models run on; `None` is not measurable."""

    used: int
    others: int | None
    free: int | None
    total: int | None


def host_memory() -> DeviceMemory:
    """This process's resident set beside the machine's memory."""
    machine = psutil.virtual_memory()
    used = resident_bytes()
    others = max(0, int(machine.total - machine.available) - used)
    return DeviceMemory(used, others, int(machine.available), int(machine.total))


def cuda_memory(index: int) -> DeviceMemory:
    """The card's memory: torch's own, what other processes hold, free and total."""
    free, total = torch.cuda.mem_get_info(index)
    reserved = int(torch.cuda.memory_reserved(index))
    mine = _nvml_process_bytes(index)
    others = None if mine is None else max(0, int(total - free) - mine)
    return DeviceMemory(mine if mine is not None else reserved, others, int(free), int(total))


def limit_allocator(hard_limit_bytes: int, index: int) -> None:
    """Makes the CUDA allocator enforce the hard limit."""
    total = torch.cuda.get_device_properties(index).total_memory
    torch.cuda.set_per_process_memory_fraction(min(1.0, hard_limit_bytes / total), index)


def _nvml_process_bytes(index: int) -> int | None:
    """Bytes the driver counts for this process, context included; `None` where it cannot say."""
    import pynvml

    try:
        pynvml.nvmlInit()
        handle = pynvml.nvmlDeviceGetHandleByIndex(index)
        for running in pynvml.nvmlDeviceGetComputeRunningProcesses(handle):
            if running.pid == os.getpid():
                return None if running.usedGpuMemory is None else int(running.usedGpuMemory)
    except pynvml.NVMLError:
        return None
    return None
