"""The middle of the window: the welcome page until there is a slot, then the preview."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget

from vortex_gui.console.parts.low_scroll import LowScroll
from vortex_gui.console.shell.pages.welcome import WelcomePage
from vortex_gui.console.state.console_state import ConsoleState

if TYPE_CHECKING:
    from vortex_gui.console.preview.view import PreviewView

LEAST_WIDTH = 346
"""The player's controls with a scroll bar beside them."""


class Centre(QStackedWidget):
    """`choose` is called with the preset that is pressed on the welcome page."""

    def __init__(self, state: ConsoleState, choose: Callable[[Path], None]) -> None:
        super().__init__()
        self.setObjectName("centre")
        self.setMinimumWidth(LEAST_WIDTH)
        self._state = state
        self.addWidget(LowScroll(WelcomePage(choose)))
        slots = state.slots
        for signal in (slots.added, slots.many_changed, state.pages.counted, state.selection.changed):
            signal.connect(self._refresh)

    def put_preview(self, preview: PreviewView) -> None:
        """The preview takes long to import, and comes after the first paint."""
        self.addWidget(preview)
        self.currentChanged.connect(lambda _: self.setFocusProxy(preview))
        self._refresh()

    def watch(self) -> None:
        """Gives the keyboard to the picture, where the player's keys work."""
        if page := self.currentWidget():
            (page.focusProxy() or page).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _refresh(self, *_: object) -> None:
        seen = not self._state.slots.is_empty or self._state.pages.total > 0
        if seen and self.count() > 1:
            self.setCurrentIndex(1)
