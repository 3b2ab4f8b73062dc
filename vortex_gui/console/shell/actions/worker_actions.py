"""The actions on the worker, each enabled, disabled with a reason, or busy with the time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from vortex_gui.base.process.clock import steady_now
from vortex_gui.base.roles import ROLES, Role
from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import icons, words
from vortex_gui.console.look.labels import layer_label
from vortex_gui.console.parts.buttons.cache_clearing import CacheClearing
from vortex_gui.console.parts.buttons.worker_orders import not_ready, with_time
from vortex_gui.console.parts.labels.plain_text import set_tip
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.intents import Intents
from vortex_gui.console.state.slots.known_slots import KnownSlot


class WorkerActions(QObject):
    """Pause, warm up, clear the cache, restart, and cancel the running slot."""

    def __init__(self, state: ConsoleState, intents: Intents, parent: QWidget) -> None:
        super().__init__(parent)
        self._state = state
        self._intents = intents
        self._clearing = CacheClearing(state, intents, self)
        self.cancel = self._make("cancel", "Ctrl+.", self._cancel)
        self.pause = self._make("pause", "Ctrl+P", self._pause)
        self.warm_up = self._make("warm", "F6", lambda: intents.warm_up(None))
        self.warm_roles = {role: self._make("warm", "", partial(intents.warm_up, role)) for role in ROLES}
        self.clear_cache = self._make("clear", "F7", self._clearing.press)
        self.restart = self._make("restart", "Ctrl+Shift+R", intents.restart_worker)
        self._ticking = QTimer(self, interval=1000)
        self._ticking.timeout.connect(self.refresh)
        slots = state.slots
        for signal in (state.worker.changed, state.operations.changed, state.read_only_changed):
            signal.connect(self.refresh)
        for signal in (slots.order_changed, slots.running_changed, state.workers.changed):
            signal.connect(self.refresh)
        state.selection.changed.connect(lambda *_: self.refresh())
        self._clearing.changed.connect(self.refresh)
        self.refresh()

    def is_paused(self) -> bool:
        """Whether the pause button now resumes the queue."""
        return self._state.slots.paused

    def refresh(self) -> None:
        """Gives each action its text, state and reason; ticks while something is busy."""
        self._refresh_cancel()
        self._refresh_pause()
        wait = not_ready(self._state)
        tip = tr("Run all models until their times are steady")
        self._show(self.warm_up, "warm_up", tr("Warm up"), tip, wait)
        for role, action in self.warm_roles.items():
            tip = tr("Run {role} until its time is steady", role=layer_label(role))
            self._show(action, f"warm_up:{role}", self._role_word(role), tip, wait)
        self._refresh_clear()
        tip = tr("Stop the worker and start a new one; queued slots stay in the queue")
        self._show(self.restart, "restart", tr("Restart worker"), tip, self._state.held)
        running = [f"cancel:{slot.slot_id}" for slot in self._state.slots.running()]
        busy = any(self._state.operations.since(key) is not None for key in (*self._keys(), *running))
        if busy != self._ticking.isActive():
            (self._ticking.start if busy else self._ticking.stop)()

    def _keys(self) -> tuple[str, ...]:
        return ("warm_up", "clear_cache", "restart", *(f"warm_up:{role}" for role in ROLES))

    def _show(self, action: QAction, key: str, text: str, tip: str, reason: str) -> None:
        text, reason = with_time(self._state, key, text, reason)
        action.setText(text)
        action.setEnabled(not reason)
        self._tell(action, tip, reason)

    def _tell(self, action: QAction, tip: str, reason: str) -> None:
        key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        set_tip(action, tip + (f" ({key})" if key else "") + (f"\n{reason}" if reason else ""))

    def _refresh_cancel(self) -> None:
        running = self._to_cancel()
        text, reason = tr("Cancel slot"), "" if running else tr("No slot is running.")
        since = self._state.operations.since(f"cancel:{running.slot_id}") if running else None
        if since is not None:
            reason = tr("The worker is stopping the slot.")
            text = tr("Cancelling {time}", time=words.clock(steady_now() - since))
        self.cancel.setText(text)
        self.cancel.setEnabled(not reason)
        tip = tr("Stop the running slot at its next step")
        if running and self._state.workers.are_several:
            tip = tr("Stop slot {slot} at its next step; the others continue", slot=running.slot_id)
        self._tell(self.cancel, tip, reason)

    def _to_cancel(self) -> KnownSlot | None:
        """Of several that run the selected one, else that of the worker in sight: never all of them."""
        selected = self._state.selected_slot()
        if self._state.workers.are_several and selected is not None and selected.is_running:
            return selected
        return self._state.running_here()

    def _refresh_clear(self) -> None:
        icons.dress(self.clear_cache, "clear", "warn" if self._clearing.armed else "text")
        text, tip = self._clearing.text(), self._clearing.tip()
        self._show(self.clear_cache, "clear_cache", text, tip, not_ready(self._state))

    def _refresh_pause(self) -> None:
        paused = self._state.slots.paused
        icons.dress(self.pause, "play" if paused else "pause")
        self.pause.setText(tr("Resume queue") if paused else tr("Pause queue"))
        tip = tr("Start queued slots again")
        if not paused:
            tip = tr("Start no further slot; the running one finishes")
        self.pause.setEnabled(not self._state.held)
        self._tell(self.pause, tip, self._state.held)

    def _role_word(self, role: Role) -> str:
        return tr("Warm up {role}", role=layer_label(role))

    def _make(self, icon: str, key: str, slot: Callable[[], object]) -> QAction:
        action = QAction(self)
        if key:
            action.setShortcut(QKeySequence(key))
        icons.dress(action, icon)
        action.triggered.connect(lambda _=False: slot())
        return action

    def _cancel(self) -> None:
        if (slot := self._to_cancel()) is not None:
            self._intents.cancel(slot.slot_id)

    def _pause(self) -> None:
        (self._intents.resume if self._state.slots.paused else self._intents.pause)()
