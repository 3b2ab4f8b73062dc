"""Measures memory from the worker's first moment on, at the declared rate, in a thread of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable

from vortex_gui.base.process.clock import steady_now
from vortex_gui.wire.protocol import MemorySample

_log = logging.getLogger("vortex_gui.worker")


def measure(
    sample: Callable[[], MemorySample], send: Callable[[MemorySample], None], ended: Callable[[], bool]
) -> None:
    """Sends samples until `ended`, which waits between two of them."""
    faults = 0
    while not ended():
        try:
            send(sample())
        except Exception:  # a driver that stumbles must not end the graph; told once
            faults += 1
            if faults == 1:
                _log.exception("memory could not be measured")


def sample_while_loading() -> MemorySample:
    """Before the pipeline is there: this process's resident set as working memory."""
    import psutil

    machine = psutil.virtual_memory()
    used = int(psutil.Process().memory_info().rss)
    return MemorySample(
        at=steady_now(),
        models={},
        buffers=0,
        working=used,
        used=used,
        others=max(0, int(machine.total - machine.available) - used),
        free=int(machine.available),
        total=int(machine.total),
        stage="loading",
        weight_moves=0,
    )
