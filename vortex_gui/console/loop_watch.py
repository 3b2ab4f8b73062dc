"""Measures how late the window's own event loop is, all the time, and says so in the state."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Qt, QTimer

from vortex_gui.console.state import LoopDelay

PERIOD_MS = 50
SUMMARY_MS = 1000


class LoopWatch(QObject):
    """A precise timer; what it comes late by is what a click would have waited."""

    def __init__(self, delay: LoopDelay, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._delay = delay
        self._last = 0.0
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer, interval=PERIOD_MS)
        self._timer.timeout.connect(self._on_beat)
        self._summary = QTimer(self, interval=SUMMARY_MS)
        self._summary.timeout.connect(delay.summarise)

    def start(self) -> None:
        self._last = time.perf_counter()
        self._timer.start()
        self._summary.start()

    def stop(self) -> None:
        self._timer.stop()
        self._summary.stop()

    def _on_beat(self) -> None:
        now = time.perf_counter()
        self._delay.record(max(0.0, (now - self._last) * 1000 - PERIOD_MS))
        self._last = now
