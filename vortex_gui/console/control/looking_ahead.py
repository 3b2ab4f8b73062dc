"""Asks the engine how the queue will run: once a second, and soon after the queue changed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.read_only import ReadOnlyEngine

SOON_MS = 100
"""A burst of changes is one look."""


class LookingAhead(QObject):
    """`engine` gives the engine that is open now."""

    def __init__(self, state: ConsoleState, engine: Callable[[], ReadOnlyEngine], parent: QObject) -> None:
        super().__init__(parent)
        self._state = state
        self._engine = engine
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self.look)
        state.slots.order_changed.connect(self._soon.start)

    def look(self) -> None:
        self._soon.stop()
        self._state.outlook.put(self._engine().outlook())

    def end(self) -> None:
        """From now on the queue is not looked at."""
        self._state.slots.order_changed.disconnect(self._soon.start)
        self._soon.stop()
