"""Whether the memory graph reaches up to the whole device, or to the limits alone."""

from __future__ import annotations

from vortex_gui.console.memory.tools import MemoryTools
from vortex_gui.console.state.workers.memory_samples import MemoryHistory

NEAR = 1.6
"""Below this ratio of device to hard limit the whole device is shown from the start."""


class DeviceScale:
    """The operator's wish, and what is shown before there is one."""

    def __init__(self, tools: MemoryTools) -> None:
        self._tools = tools
        self._wish: bool | None = None

    def wish(self, whole: bool) -> None:
        """The whole device with other processes and free memory, or the limits alone."""
        self._wish = whole

    def device_bytes(self, memory: MemoryHistory) -> int | None:
        """The device's bytes where it is shown whole, else `None`; the button says so."""
        total, hard = memory.latest.total if memory.latest else None, memory.hard_limit_bytes
        whole = self._wish
        if whole is None:
            whole = bool(total and hard and total <= hard * NEAR)
        whole = whole and total is not None
        self._tools.offer_device(total, whole=whole)
        return total if whole else None
