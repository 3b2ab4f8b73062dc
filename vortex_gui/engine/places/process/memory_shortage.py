"""Whether this machine is short of memory, and whether the system ended a process for it."""

from __future__ import annotations

from pathlib import Path

import psutil

SHORT_SHARE = 0.05
"""Of all memory: with less free than this at its last message, a killed worker was short of memory."""


def is_short() -> bool:
    """The machine's memory (not the card's) is nearly used up."""
    machine = psutil.virtual_memory()
    return bool(machine.available < SHORT_SHARE * machine.total)


def kills() -> int | None:
    """Out-of-memory kills that the system has counted so far; `None` where it does not count."""
    try:
        for line in Path("/proc/vmstat").read_text().splitlines():
            if line.startswith("oom_kill "):
                return int(line.split()[1])
    except (OSError, ValueError):
        return None
    return None


def has_killed_since(before: int | None) -> bool | None:
    """Whether there was another kill since `kills` said this; `None` is unknown."""
    now = kills()
    return None if before is None or now is None else now > before
