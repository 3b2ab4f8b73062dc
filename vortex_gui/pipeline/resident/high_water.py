"""The highest memory since a moment, as the system or the CUDA allocator counts it: no rise is missed."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import torch

_STATUS, _RESTART = Path("/proc/self/status"), Path("/proc/self/clear_refs")
_THE_HIGHEST_ALONE = "5"
"""proc(5): resets the peak of the resident set and nothing else."""


class HighWater(Protocol):
    """Counts the highest figure since `restart`; `read` is `None` where nothing counts it."""

    def restart(self) -> None: ...

    def read(self) -> int | None: ...


class HostHighWater:
    """The resident set's: Linux counts it, and other systems have the samples alone."""

    def __init__(self) -> None:
        self._counts = False

    def restart(self) -> None:
        try:
            _RESTART.write_text(_THE_HIGHEST_ALONE)
        except OSError:  # another system, or a sandbox that forbids it: the figure would be of long ago
            self._counts = False
        else:
            self._counts = True

    def read(self) -> int | None:
        if not self._counts:
            return None
        for line in _STATUS.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
        return None


class CardHighWater:
    """The CUDA allocator's."""

    def __init__(self, device: torch.device) -> None:
        self._device = device

    def restart(self) -> None:
        torch.cuda.reset_peak_memory_stats(self._device)

    def read(self) -> int | None:
        return int(torch.cuda.max_memory_allocated(self._device))
