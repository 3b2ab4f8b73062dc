"""What stands in the picture's place: the slot alone, or all that run, side by side."""

from __future__ import annotations

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from vortex_gui.console.preview.screen.multiview import Multiview
from vortex_gui.console.preview.screen.video_view import VideoView
from vortex_gui.console.state.console_state import ConsoleState

LINGER_MS = 2000
"""Between two slots of a worker the others may be alone for a moment: the picture does not flap."""


class PreviewScreen(QStackedWidget):
    """All that run are shown while the selected slot is one of several that do, unless it is wanted alone.

    `offered(bool)`: whether there are several to see. `changed(widget)`: what is in front now.
    """

    offered = Signal(bool)
    changed = Signal(QWidget)

    def __init__(self, state: ConsoleState, video: VideoView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._wants_all = True
        self._is_offered = False
        self._video, self.multiview = video, Multiview(state)
        self.addWidget(video)
        self.addWidget(self.multiview)
        self._lingering = QTimer(self, singleShot=True, interval=LINGER_MS)
        self._lingering.timeout.connect(self.refresh)
        slots = state.slots
        for signal in (slots.changed, slots.many_changed, slots.order_changed, state.selection.changed):
            signal.connect(self.refresh)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        """As low as its place in the preview allows, whatever all that run would like to have."""
        return QSize(super().minimumSizeHint().width(), self.minimumHeight())

    def show_all(self, wants_all: bool) -> None:
        """Shows all that run, or the selected one alone; holds for the next ones, too."""
        self._wants_all = wants_all
        self.refresh()

    def refresh(self) -> None:
        """Chooses by what runs now."""
        selected, running = self._state.selected_slot(), len(self._state.slots.running())
        is_running = selected is not None and selected.is_running
        if running > 1 and self._state.workers.are_several:
            self._lingering.start()
        offers = is_running and self._lingering.isActive()
        if offers != self._is_offered:
            self._is_offered = offers
            self.offered.emit(offers)
        self._put(self.multiview if offers and self._wants_all else self._video)

    def _put(self, widget: QWidget) -> None:
        before = self.currentWidget()
        if widget is not before:
            had_keys = before is not None and before.hasFocus()
            self.setCurrentWidget(widget)
            self.changed.emit(widget)
            if had_keys:
                widget.setFocus()
