"""A timer that gives each view its own turn within a period, so that their repaints do not fall together.

Qt lets timers of equal intervals fire at the same moment, to wake the processor less often. All that they
repaint is then one turn of the window's loop, as long as the views together.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import IntEnum

from PySide6.QtCore import QObject, Qt, QTimer, Signal

REPAINT_MS = 250
"""Figures that come ten times a second are repainted so often."""


class Turn(IntEnum):
    """Milliseconds after the begin of each period, which is left to Qt's own timers."""

    GRAPH = 31
    TABLE = 62
    WORKERS = 94
    ON_AIR = 125
    PICTURES = 156
    TALLY = 187
    ALL_GRAPHS = 219


class TurnTimer(QObject):
    """`timeout` once a period, at the turn; between `start` and `stop`. `clock` gives seconds."""

    timeout = Signal()

    def __init__(
        self,
        turn: Turn,
        parent: QObject,
        *,
        period_ms: int = REPAINT_MS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._turn = turn
        self._period_ms = period_ms
        self._clock = clock
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_turn)

    @property
    def is_active(self) -> bool:
        return self._timer.isActive()

    def start(self) -> None:
        self._timer.start(wait_ms(self._turn, self._period_ms, self._clock()))

    def stop(self) -> None:
        self._timer.stop()

    def set_period(self, period_ms: int) -> None:
        """Another period, from now on."""
        if period_ms != self._period_ms:
            self._period_ms = period_ms
            if self.is_active:
                self.start()

    def _on_turn(self) -> None:
        self.start()
        self.timeout.emit()


def wait_ms(turn: int, period_ms: int, now: float) -> int:
    """Milliseconds until the turn, from half a period to one and a half: no late one is made up."""
    until = (turn - now * 1e3) % period_ms
    return round(until if until >= period_ms / 2 else until + period_ms)
