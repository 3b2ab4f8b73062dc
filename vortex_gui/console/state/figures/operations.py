"""What the operator asked for and is not done yet, each with the time since."""

from __future__ import annotations

from PySide6.QtCore import QObject

from vortex_gui.base.process.clock import steady_now
from vortex_gui.console.state.figures.observable import Observable


class Operations(Observable):
    """What was asked for and is not done yet, by key.

    Keys: "warm_up", "warm_up:ROLE", "clear_cache", "restart", "plan", "cancel:SLOT_ID".
    A view shows a button as busy with the time since `since(key)`.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._begun: dict[str, float] = {}

    def since(self, key: str) -> float | None:
        """Epoch seconds, of the steady clock, when it was begun, or `None` when it is not under way."""
        return self._begun.get(key)

    def begin(self, key: str) -> None:
        if key not in self._begun:
            self._begun[key] = steady_now()
            self.changed.emit()

    def end(self, key: str) -> None:
        if self._begun.pop(key, None) is not None:
            self.changed.emit()
