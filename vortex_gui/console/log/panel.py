"""The log dock: the shift log first, and the program's own records behind it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QStackedWidget, QVBoxLayout, QWidget

from vortex_gui.base.words.translation import mark, tr
from vortex_gui.console.log.shift_view import ShiftView
from vortex_gui.console.log.view import LogView
from vortex_gui.console.parts.editors.still import Choice
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.intents import Intents

NAMES = (mark("Shift log"), mark("Records"))


class LogPanel(QWidget):
    """What the operator did, and what the program recorded; a box at the head of either goes to the other."""

    def __init__(self, state: ConsoleState, intents: Intents, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shift, self.records = ShiftView(state, intents), LogView(state, intents)
        self._pages = QStackedWidget()
        self.choices = []
        for place, head in enumerate((self.shift.head, self.records.head)):
            self.choices.append(self._choice(place))
            head.insertWidget(0, self.choices[-1])
        for view in (self.shift, self.records):
            self._pages.addWidget(view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)
        self.setFocusProxy(self.choices[0])

    def _choice(self, place: int) -> QComboBox:
        choice = Choice()
        choice.setAccessibleName(tr("Log shown"))
        for name in NAMES:
            choice.addItem(tr(name))
        choice.setCurrentIndex(place)
        choice.activated.connect(self._show)
        return choice

    def _show(self, place: int) -> None:
        for own, choice in enumerate(self.choices):
            choice.setCurrentIndex(own)
        self._pages.setCurrentIndex(place)
        self.choices[place].setFocus(Qt.FocusReason.OtherFocusReason)
        self.setFocusProxy(self.choices[place])
