"""The row of buttons above the memory graph: spans, scale, pause, export."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import icons
from vortex_gui.console.look.words import byte_text
from vortex_gui.console.memory.kept.max_buckets import SPANS
from vortex_gui.console.memory.kept.slot_memory import SLOT_KEY
from vortex_gui.console.parts.buttons.menu_button import give_menu
from vortex_gui.console.parts.labels.plain_text import set_tip

SIDES, ICON_WIDTH = 16, 34
"""Tight, so that the row fits a narrow dock; points beside a button's text, and the width of one without."""


class MemoryTools(QWidget):
    """`span_chosen(key)`, the selected slot's own span among them; `paused(held)`.

    `all_wanted(side by side)` of several workers; `scaled(whole device)` of the one in sight.
    """

    span_chosen = Signal(str)
    all_wanted = Signal(bool)
    scaled = Signal(bool)
    paused = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(2)
        self._shown = ""
        self.spans = {
            span.key: self._span(_brief(span.key), tr("Show the last {span}", span=span.key), span.key)
            for span in SPANS
        }
        self.slot = self.spans[SLOT_KEY] = self._span(tr("Slot"), "", SLOT_KEY)
        self._row.addStretch(1)
        tip = tr("Show all workers side by side, or the chosen one alone")
        self.all = self._switch(tr("All workers"), tip, self.all_wanted.emit)
        self.device = self._switch(tr("Device"), "", self.scaled.emit)
        self.pause = self._switch(tr("Pause"), tr("Freeze the graph; sampling continues"), self.paused.emit)
        self.all.hide()
        for button, drawing in ((self.all, "multiview"), (self.device, "chip"), (self.pause, "pause")):
            self._draw(button, drawing)

    def add_export(self, png: Callable[[], None], csv: Callable[[], None]) -> None:
        """Puts the menu of what can be saved at the end of the row."""
        button = self._button(tr("Export"), tr("Save the graph as a picture or its figures as CSV"))
        self._draw(button, "export")
        menu = QMenu(button)
        menu.addAction(tr("Picture (PNG) …"), png)
        menu.addAction(tr("Figures (CSV) …"), csv)
        give_menu(button, menu)

    def show_span(self, key: str) -> None:
        """Presses the span's button in, and lets the others out."""
        self._shown = key
        for name, button in self.spans.items():
            button.setChecked(name == key)

    def offer_slot(self, reason: str) -> None:
        """Enables the slot's own span, or says why it cannot be shown."""
        tip = tr("Show the selected slot's time span")
        self.slot.setEnabled(not reason)
        set_tip(self.slot, f"{tip}\n{reason}" if reason else tip)

    def offer_all(self, *, are_several: bool, shown: bool) -> None:
        """Offers the workers side by side where there are several, and presses it in."""
        self.all.setVisible(are_several)
        self.all.setChecked(shown)
        if shown:
            self.device.setEnabled(False)
            set_tip(self.device, tr("Show the chosen worker alone to see the whole of its device"))

    def offer_device(self, total: int | None, *, whole: bool) -> None:
        """Enables the scale of the whole device, where its memory is known, and presses it in."""
        self.device.setEnabled(total is not None)
        set_tip(
            self.device,
            tr("Scale to the {total} of the device, with everything on it", total=byte_text(total))
            if total is not None
            else tr("The device's total memory cannot be measured here"),
        )
        self.device.setChecked(whole)

    def _span(self, text: str, tip: str, key: str) -> QToolButton:
        # No QButtonGroup: it takes all of its buttons but one out of the round of Tab.
        return self._switch(text, tip, lambda _: self._on_span(key))

    def _on_span(self, key: str) -> None:
        self.show_span(self._shown)  # until another one is really shown
        self.span_chosen.emit(key)

    def _switch(self, text: str, tip: str, pressed: Callable[[bool], None]) -> QToolButton:
        button = self._button(text, tip)
        button.setCheckable(True)
        # A lambda, since a signal's `emit` connected as it is would be called without the bool.
        button.clicked.connect(lambda checked: pressed(checked))
        return button

    def _button(self, text: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("tight", True)
        button.setText(text)
        set_tip(button, tip)
        button.setAccessibleName(text)
        button.setFixedWidth(button.fontMetrics().horizontalAdvance(text) + SIDES)
        self._row.addWidget(button)
        return button

    def _draw(self, button: QToolButton, drawing: str) -> None:
        icons.dress(button, drawing)
        button.setFixedWidth(ICON_WIDTH)


def _brief(key: str) -> str:
    """`5m` for "5 min": four of them stand in a narrow dock."""
    return key.replace(" min", "m").replace(" ", "")
