"""Collects Python's cyclic garbage on the GUI thread alone.

Python collects in whichever thread happens to allocate. A Qt object that goes in one of the engine's threads
is destroyed under the event loop's feet: seen as a crash in one of six runs of the controller's tests.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from vortex_gui.base.process import heap

PERIOD_MS = 500
FULL_AFTER_S = 300.0
"""A full collection waits for an idle moment, but no longer than this: it costs tens of milliseconds."""


class GuiThreadCollector(QObject):
    """Between `start` and `stop` the interpreter collects only when this timer says so.

    `is_idle` tells whether a longer pause would go unseen.
    """

    def __init__(self, is_idle: Callable[[], bool] = lambda: True, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_idle = is_idle
        self._last_full = time.monotonic()
        self._timer = QTimer(self, interval=PERIOD_MS)
        self._timer.timeout.connect(self.collect)

    def start(self) -> None:
        """Called before other threads are started."""
        gc.disable()
        self._timer.start()

    def settle(self) -> None:
        """Called once the window is built: what is there now stays for good and is looked at no more."""
        gc.collect()
        gc.freeze()

    def stop(self) -> None:
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    def collect(self) -> None:
        """Collects the oldest generation that is due by Python's own thresholds and may be collected now."""
        due = [count > limit for count, limit in zip(gc.get_count(), gc.get_threshold(), strict=True)]
        if due[2] and (self._is_idle() or time.monotonic() - self._last_full > FULL_AFTER_S):
            self._last_full = time.monotonic()
            gc.collect(2)
            heap.give_back()
        elif due[1]:
            gc.collect(1)
        elif due[0]:
            gc.collect(0)
