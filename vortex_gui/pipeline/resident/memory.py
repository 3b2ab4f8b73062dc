"""Memory as numbers: the device's counters, the monitor of the two limits, this process beside the others."""

from __future__ import annotations

import gc
import logging
import threading
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import psutil
import torch

from vortex_gui.base.errors import MemoryPressureError, MemoryPressureWarning
from vortex_gui.base.process.heap import give_back
from vortex_gui.base.report.report import MemoryLevel
from vortex_gui.base.words.amounts import GB
from vortex_gui.base.words.translation import tr
from vortex_gui.pipeline.resident.card_account import CardAccount, Totals
from vortex_gui.pipeline.resident.high_water import HighWater

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


def warn_in_python(sentence: str, used: int, limit: int) -> None:
    """Tells of the soft limit where no slot runs: one record and Python's own warning."""
    _log.warning(sentence, extra={"fields": {"used_bytes": used, "soft": limit}})
    warnings.warn(sentence, MemoryPressureWarning, stacklevel=3)


class VRAMMonitor:
    """Watches one figure against a soft and a hard limit, both in decimal gigabytes; safe from any thread.

    `usage` reads the bytes in use: the CUDA allocator's by default, the resident set on a CPU. `high_water`
    knows the highest figure between two readings. `margin_gb` of the hard limit stay free for the rise
    between two checks, as far as the soft limit leaves room for that.
    """

    def __init__(
        self,
        soft_limit_gb: float,
        hard_limit_gb: float,
        *,
        usage: Callable[[], int] = get_current_vram_usage,
        clear_cache: Callable[[], int] | None = clear_cuda_cache,
        high_water: HighWater | None = None,
        margin_gb: float = 0.0,
    ) -> None:
        self._usage = usage
        self._clear_cache = clear_cache
        self._high_water = high_water
        self._margin_bytes = round(margin_gb * GB)
        self._reading = threading.RLock()
        self._warned = False
        self._cleared = False
        self.peak_bytes = 0
        self.set_limits(soft_limit_gb, hard_limit_gb)

    def set_limits(self, soft_limit_gb: float, hard_limit_gb: float) -> None:
        """Raises `ValueError` for limits that are not in order."""
        if not 0 < soft_limit_gb <= hard_limit_gb:
            raise ValueError(
                f"soft limit {soft_limit_gb} GB must be over 0 and not over hard {hard_limit_gb} GB"
            )
        self.soft_limit_bytes = round(soft_limit_gb * GB)
        self.hard_limit_bytes = round(hard_limit_gb * GB)

    @property
    def margin_bytes(self) -> int:
        """What stays free under the hard limit."""
        return min(self._margin_bytes, max(0, self.hard_limit_bytes - self.soft_limit_bytes))

    @property
    def highest_bytes(self) -> int:
        """The most that a check lets pass: the hard limit less the margin."""
        return self.hard_limit_bytes - self.margin_bytes

    def check(self, tell: Callable[[str, int, int], None] = warn_in_python) -> int:
        """Bytes in use; calls `tell` once over the soft limit, with its sentence, the bytes and the limit.

        The first time over the soft limit, and the first time over the hard one, the cache is cleared. Memory
        that rises over the hard limit again, until `reset_peak`, is not cleared again.

        Raises:
            MemoryPressureError: over the hard limit, less the margin, also after the cache was cleared.
        """
        with self._reading:
            used = self.read()
            is_new, is_over = used > self.soft_limit_bytes and not self._warned, used > self.highest_bytes
            if is_new:
                self._warned = True
                tell(self.soft_sentence(used), used, self.soft_limit_bytes)
            if self._clear_cache is not None and (is_new or (is_over and not self._cleared)):
                self._cleared = self._cleared or is_over
                self._clear_cache()
                used = self.read()
            if used > self.highest_bytes:
                raise self.exceeded(used)
            return used

    def read(self) -> int:
        """Bytes in use, counted into the peak."""
        with self._reading:
            used = self._usage()
            highest = self._high_water.read() if self._high_water is not None else None
            self.peak_bytes = max(self.peak_bytes, used, highest or 0)
            return used

    def level_of(self, used: int) -> MemoryLevel:
        """Where so many bytes stand."""
        if used > self.hard_limit_bytes:
            return "hard"
        return "soft" if used > self.soft_limit_bytes else "under"

    def reset_warning(self) -> None:
        """Lets the soft limit warn again."""
        self._warned = False

    def reset_peak(self) -> None:
        """Begins a new peak, at the start of a slot."""
        with self._reading:
            if self._high_water is not None:
                self._high_water.restart()
            self.peak_bytes, self._cleared = 0, False

    def soft_sentence(self, used: int) -> str:
        """Says that so many bytes are over the soft limit."""
        return tr(
            "Memory over the soft limit: {used:.2f} of {limit:.2f} GB in use.",
            used=used / GB,
            limit=self.soft_limit_bytes / GB,
        )

    def exceeded(self, used: int) -> MemoryPressureError:
        """Says that so many bytes are over the hard limit, or within its margin."""
        limit = self.hard_limit_bytes / GB
        if used > self.hard_limit_bytes:
            sentence = tr(
                "Memory hard limit exceeded: {used:.2f} of {limit:.2f} GB in use.",
                used=used / GB,
                limit=limit,
            )
        else:
            sentence = tr(
                "Memory hard limit exceeded: {used:.2f} of {limit:.2f} GB in use, and {margin:.2f} GB of it "
                "stay free for the rise between two checks.",
                used=used / GB,
                limit=limit,
                margin=self.margin_bytes / GB,
            )
        return MemoryPressureError(sentence, remedy=_over_remedy())

    def refused(self) -> MemoryPressureError:
        """Says that the allocator refused what a slot asked for, at the hard limit."""
        limit = self.hard_limit_bytes / GB
        sentence = tr("Memory hard limit exceeded: the slot needs more than {limit:.2f} GB.", limit=limit)
        return MemoryPressureError(sentence, remedy=_over_remedy())


@dataclass(frozen=True, slots=True)
class DeviceMemory:
    """Bytes of the device that the models run on; `None` is not measurable.

    `used` is what the limits count: torch's allocations on a card, the resident set on a CPU. Beside it, on a
    card, `cached` lies idle in torch's allocator, and `context` is the driver's and the libraries'.
    """

    used: int
    others: int | None
    free: int | None
    total: int | None
    cached: int = 0
    context: int | None = 0


def host_memory() -> DeviceMemory:
    """This process's resident set beside the machine's memory."""
    machine = psutil.virtual_memory()
    used = resident_bytes()
    others = max(0, int(machine.total - machine.available) - used)
    return DeviceMemory(used, others, int(machine.available), int(machine.total))


def cuda_memory(device: torch.device, account: CardAccount) -> DeviceMemory:
    """The card's memory: torch's own, the context beside it, what other processes hold, free and total."""
    used, reserved = int(torch.cuda.memory_allocated(device)), int(torch.cuda.memory_reserved(device))
    context, totals = account.context_bytes(reserved), account.totals()
    if totals is None:
        free, total = torch.cuda.mem_get_info(device)
        totals = Totals(int(total), int(free))
    others = None if context is None else max(0, totals.held - reserved - context)
    return DeviceMemory(used, others, totals.free, totals.total, max(0, reserved - used), context)


def limit_allocator(hard_limit_bytes: int, index: int) -> None:
    """Makes the CUDA allocator enforce the hard limit."""
    total = torch.cuda.get_device_properties(index).total_memory
    torch.cuda.set_per_process_memory_fraction(min(1.0, hard_limit_bytes / total), index)


def _over_remedy() -> str:
    return tr("Shorten the clip, choose a smaller profile, or raise memory.hard_limit_gb.")
