"""The tally with the on-air strip beside it, which has as many places as there is room for."""

from __future__ import annotations

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from vortex_gui.console.shell.status.on_air import has_content, has_rundown
from vortex_gui.console.shell.status.on_air_strip import PICTURED_FROM, PLACE_LEAST, PLACES, OnAirStrip
from vortex_gui.console.shell.status.tally import Tally
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.intents import Intents

TALLY_LEAST, TALLY_WISH = 190, 315
"""Widths of the tally: with its word alone, and with the details beside it."""
LINGER_MS = 10_000
"""So long the strip stays when there is nothing more to show."""


class TallyRow(QWidget):
    """The strip stays a while after its last word, so that the tally does not jump between two slots.

    The setting says whether it comes with a rundown alone, with any slot too, or never. `shown_changed` when
    it has come or gone.
    """

    shown_changed = Signal()

    def __init__(self, state: ConsoleState, intents: Intents, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._leaving = QTimer(self, singleShot=True, interval=LINGER_MS)
        self._leaving.timeout.connect(lambda: self._share(is_shown=False))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.tally = Tally(state, self)
        self.strip = OnAirStrip(state, self)
        self.strip.chosen.connect(intents.select)
        for signal in (
            state.rundown.changed,
            state.slots.order_changed,
            state.slots.added,
            state.slots.changed,
            state.settings_changed,
        ):
            signal.connect(self.refresh)
        self.strip.hide()
        self.refresh()

    def refresh(self) -> None:
        """Shows the strip where there is something to show and the operator wants it."""
        wish = self._state.settings.console.on_air_strip
        has_words = has_content(self._state) if wish == "always" else has_rundown(self._state)
        if has_words or wish == "never":
            self._leaving.stop()
            self._share(is_shown=wish != "never")
        elif not self.strip.isHidden() and not self._leaving.isActive():
            self._leaving.start()

    def fit(self, window_height: int) -> None:
        """Higher in a high window, where the panels have room."""
        self.strip.fit(window_height)
        self.updateGeometry()

    def least_width(self) -> int:
        """The tally's word alone, beside places that have no pictures."""
        return TALLY_LEAST + (0 if self.strip.isHidden() else PLACES * PLACE_LEAST)

    def wish_width(self) -> int:
        """The tally with its details, beside places with pictures."""
        return TALLY_WISH + (0 if self.strip.isHidden() else PLACES * PICTURED_FROM)

    def sizeHint(self) -> QSize:
        height = self.tally.sizeHint().height()
        return QSize(640, max(height, self.strip.height_wish()) if not self.strip.isHidden() else height)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.tally.minimumSizeHint().width(), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share(is_shown=not self.strip.isHidden())

    def _share(self, *, is_shown: bool) -> None:
        """The strip gets what the tally leaves, as far as its places have use for it."""
        if is_shown == self.strip.isHidden():
            self.strip.setVisible(is_shown)
            self.updateGeometry()
            self.shown_changed.emit()
        left = self.width()
        if is_shown:
            least, most = self.strip.widths_in(left - TALLY_LEAST)
            strip = max(least, min(most, left - TALLY_WISH))
            left -= strip
            self.strip.setGeometry(left, 0, strip, self.height())
        self.tally.setGeometry(0, 0, left, self.height())
