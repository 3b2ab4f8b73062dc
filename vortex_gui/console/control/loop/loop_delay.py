"""Measures how late the window's own event loop is, by the lateness of a precise timer."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer

from vortex_gui.console.state.figures.shift_figures import LoopDelay

PROBE_MS = 50
SUMMARY_EVERY = 20
"""The figures are computed after so many probes: once a second."""


class LoopDelayMeter(QObject):
    """Writes each probe's lateness in milliseconds to `delay`; runs from `start` until `stop`.

    Each probe is armed when the one before has fired, so that one long stall counts once and with its whole
    length. `clock` gives seconds.
    """

    def __init__(
        self,
        delay: LoopDelay,
        parent: QObject | None = None,
        *,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        super().__init__(parent)
        self._delay = delay
        self._clock = clock
        self._due = 0.0
        self._probes = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(PROBE_MS)
        self._timer.timeout.connect(self._on_timeout)

    def start(self) -> None:
        self._arm()

    def stop(self) -> None:
        self._timer.stop()

    @property
    def running(self) -> bool:
        return self._timer.isActive()

    def _arm(self) -> None:
        self._due = self._clock() + PROBE_MS / 1e3
        self._timer.start()

    def _on_timeout(self) -> None:
        self._delay.record(max(0.0, (self._clock() - self._due) * 1e3))
        self._probes += 1
        if self._probes % SUMMARY_EVERY == 0:
            self._delay.summarise()
        self._arm()
