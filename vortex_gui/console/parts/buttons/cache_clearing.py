"""Clear cache as its buttons offer it: at once while nothing runs, else with a second press."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from vortex_gui.base.words.translation import tr
from vortex_gui.console.parts.buttons.two_step import TwoStep
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.intents import Intents


class CacheClearing(QObject):
    """One for each button; `changed` when `text`, `tip` or `armed` did."""

    changed = Signal()

    def __init__(self, state: ConsoleState, intents: Intents, parent: QObject) -> None:
        super().__init__(parent)
        self._state = state
        self._intents = intents
        self._was_running = False
        self._two_step = TwoStep(self)
        self._two_step.changed.connect(self.changed)
        for signal in (state.slots.changed, state.slots.many_changed):
            signal.connect(self._on_slots_changed)

    @property
    def armed(self) -> bool:
        """Whether the next press clears although a slot runs."""
        return self._two_step.armed

    def text(self) -> str:
        return tr("Clear anyway?") if self.armed else tr("Clear cache")

    def tip(self) -> str:
        tip = tr("Free cached memory and show how much was freed")
        if not self._running():
            return tip
        return f"{tip}\n" + tr("This needs a second press, since it slows the running slot down.")

    def press(self) -> None:
        if self._two_step.press(disturbs=self._running()):
            self._intents.clear_cache()

    def _running(self) -> bool:
        return bool(self._state.slots.running())

    def _on_slots_changed(self) -> None:
        running = self._running()
        if not running:
            self._two_step.disarm()
        if running != self._was_running:
            self._was_running = running
            self.changed.emit()
