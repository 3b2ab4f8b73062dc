"""The keyboard goes back to where it was when a card that had taken it goes away."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from vortex_gui.console.shell.keyboard.ring import is_there


class FocusReturn(QObject):
    """Remembers what had the keyboard last in the window of `part`, outside of it."""

    def __init__(self, part: QWidget) -> None:
        super().__init__(part)
        self._part = part
        self._before: QWidget | None = None
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus_changed)

    def leave(self, going: QWidget) -> None:
        """Call this before `going`, the part or something in it, is hidden.

        Qt would pass the keyboard on to the next control, and after the last one that is *Generate*.
        """
        now, before = QApplication.focusWidget(), self._before
        if now is None or not going.isAncestorOf(now):
            return
        if before is not None and is_there(before) and before.isVisible() and before.isEnabled():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            now.clearFocus()

    def _on_focus_changed(self, _: QWidget | None, now: QWidget | None) -> None:
        if now is not None and now.window() is self._part.window() and not self._part.isAncestorOf(now):
            self._before = now
