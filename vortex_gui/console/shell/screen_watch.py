"""Brings the window and its floating docks back to a screen, as they open and whenever a screen changes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QDockWidget, QWidget

from vortex_gui.console.parts.dialogs.screens import keep_on_screen

SETTLE_MS = 50
"""The system tells of a screen before it has given the windows their frames."""


class ScreenWatch(QObject):
    """Lives with its window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._soon = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._soon.timeout.connect(self._keep)
        for each in (window, *window.findChildren(QDockWidget)):
            each.installEventFilter(self)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.screenRemoved.connect(self._soon.start)
            application.screenAdded.connect(self._watch)
            application.primaryScreenChanged.connect(self._soon.start)
        for screen in QGuiApplication.screens():
            self._watch(screen)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show:
            self._soon.start()
        return False

    def _keep(self) -> None:
        keep_on_screen(self._window)
        for dock in self._window.findChildren(QDockWidget):
            if dock.isFloating() and dock.isVisible():
                keep_on_screen(dock)

    def _watch(self, screen: QScreen) -> None:
        screen.availableGeometryChanged.connect(self._soon.start)
        self._soon.start()
