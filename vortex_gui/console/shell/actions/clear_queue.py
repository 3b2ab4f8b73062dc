"""Clear queue: the action with its reasons, and the question that it asks first."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QVBoxLayout, QWidget

from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import icons
from vortex_gui.console.parts.labels.plain_text import PlainLabel, set_tip
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.intents import Intents

KEY = "Ctrl+Shift+Del"


class ClearQueue(QObject):
    """`action` opens the question; it says why it is disabled."""

    def __init__(self, state: ConsoleState, intents: Intents, window: QWidget) -> None:
        super().__init__(window)
        self._state = state
        self._intents = intents
        self._window = window
        self.action = QAction(tr("Clear queue …"), self)
        self.action.setShortcut(QKeySequence(KEY))
        icons.dress(self.action, "trash")
        self.action.triggered.connect(lambda _=False: self._ask())
        for signal in (state.slots.order_changed, state.figures.changed, state.read_only_changed):
            signal.connect(self._refresh)
        self._refresh()

    def _refresh(self) -> None:
        reason = self._reason()
        self.action.setEnabled(not reason)
        key = self.action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        tip = tr("Cancel all queued slots; the running one continues")
        set_tip(self.action, f"{tip} ({key})" + (f"\n{reason}" if reason else ""))

    def _reason(self) -> str:
        if self._state.held:
            return self._state.held
        if self._state.figures.queued is None:
            return tr("The queue is still being read.")
        return "" if self._state.slots.queue else tr("No slot is queued.")

    def _ask(self) -> None:
        dialog = ClearQueueDialog(self._state, self._window)
        dialog.accepted.connect(self._intents.clear_queue)
        dialog.open()


class ClearQueueDialog(QDialog):
    """Asks about the queue as it is: the question follows it while the dialog is open."""

    def __init__(self, state: ConsoleState, parent: QWidget) -> None:
        super().__init__(parent)
        self._state = state
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Clear queue"))
        self.question = PlainLabel()
        after = PlainLabel(
            tr("They stay in the history as cancelled; you can retry them there. A running slot continues.")
        )
        after.setWordWrap(True)
        after.setProperty("muted", True)
        self.clear = QPushButton(tr("Clear queue"))
        self.clear.setAutoDefault(False)
        self.keep = QPushButton(tr("Keep the queue"))
        self.keep.setDefault(True)
        buttons = QDialogButtonBox()
        buttons.addButton(self.clear, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.keep, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        for part in (self.question, after, buttons):
            column.addWidget(part)
        state.slots.order_changed.connect(self._refresh)
        self._refresh()
        self.keep.setFocus()

    def _refresh(self) -> None:
        count = len(self._state.slots.queue)
        text = tr("Cancel all {count} queued slots?", count=f"{count:,}")
        if count == 1:
            text = tr("Cancel the one queued slot?")
        elif count == 0:
            text = tr("No slot is queued any more.")
        self.question.setText(text)
        self.clear.setEnabled(count > 0)
