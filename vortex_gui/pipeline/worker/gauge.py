"""Measures memory from the worker's first moment on, at the declared rate, in a thread of its own."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable

from vortex_gui.base.process.clock import steady_now
from vortex_gui.wire.protocol import MemorySample

_log = logging.getLogger("vortex_gui.worker")


def measure(
    sample: Callable[[], MemorySample | None], send: Callable[[MemorySample], None], ended: Callable[[], bool]
) -> None:
    """Sends samples until `ended`, which waits between two of them; `None` is nothing to measure yet."""
    faults = 0
    while not ended():
        try:
            if (found := sample()) is not None:
                send(found)
        except Exception:  # a driver that stumbles must not end the graph; told once
            faults += 1
            if faults == 1:
                _log.exception("memory could not be measured")


def sample_card_while_loading() -> MemorySample | None:
    """Before the pipeline is there: what torch has allocated on the card; `None` until CUDA has started.

    The process's resident set holds weights on their way, and the limits count the card.
    """
    torch = sys.modules.get("torch")  # imported by the main thread, and never here
    cuda = getattr(torch, "cuda", None)
    if cuda is None or not getattr(cuda, "is_initialized", bool)():
        return None
    cards = range(cuda.device_count())
    used = sum(int(cuda.memory_allocated(card)) for card in cards)
    reserved = sum(int(cuda.memory_reserved(card)) for card in cards)
    return MemorySample(
        at=steady_now(),
        models={},
        buffers=0,
        working=used,
        used=used,
        others=None,
        free=None,
        total=None,
        stage="loading",
        weight_moves=0,
        cached=max(0, reserved - used),
        context=None,
        counts="allocated",
    )


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
