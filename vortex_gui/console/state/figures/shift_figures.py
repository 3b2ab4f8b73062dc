"""Figures of the shift and of the console's own health."""

from __future__ import annotations

from collections import deque

from PySide6.QtCore import QObject

from vortex_gui.base.words.amounts import quantile
from vortex_gui.console.state.figures.observable import Observable

DELAYS_KEPT = 1_200
"""One minute at 20 Hz."""


class LoopDelay(Observable):
    """How late the window's own event loop is, in milliseconds, over the last minute."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._delays_ms: deque[float] = deque(maxlen=DELAYS_KEPT)
        self.p50_ms: float | None = None
        self.p99_ms: float | None = None
        self.max_ms: float | None = None

    def record(self, delay_ms: float) -> None:
        self._delays_ms.append(delay_ms)

    def summarise(self) -> None:
        """Computes the figures again and emits `changed` if they differ."""
        if self._delays_ms:
            ordered = sorted(self._delays_ms)
            figures = (quantile(ordered, 0.5), quantile(ordered, 0.99), ordered[-1])
            if figures != (self.p50_ms, self.p99_ms, self.max_ms):
                self.p50_ms, self.p99_ms, self.max_ms = figures
                self.changed.emit()


class ShiftFigures(Observable):
    """Figures of the shift for the status bar; seconds, counts and bytes, `None` until known."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.p50_s: float | None = None
        self.p95_s: float | None = None
        self.p99_s: float | None = None
        self.done = 0
        self.not_passed = 0
        self.failed = 0
        self.met: int | None = 0
        self.missed: int | None = 0
        self.queued: int | None = 0
        """`None` while the data folder is still being opened."""
        self.console_bytes: int | None = None
