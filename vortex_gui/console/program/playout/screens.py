"""Which screen the program covers, and what happens when it is unplugged."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QScreen

from vortex_gui.console.program.playout.output_window import OutputWindow

SETTLE_MS = 100


class ScreenKeeper(QObject):
    """Keeps the window on the chosen screen; goes to another one only where that is allowed.

    `gone(screen, moved_to)` when it was unplugged; the second is empty while the program shows nowhere.
    `shown(QScreen)` whenever it covers a screen.
    """

    gone = Signal(str, str)
    shown = Signal(object)

    def __init__(self, window: OutputWindow, name: str, spared: str, *, may_move: bool) -> None:
        """`spared` is the console's own screen, which is not taken unless it is the chosen one."""
        super().__init__(window)
        self._window = window
        self._name, self._spared, self._may_move = name, spared, may_move
        self._now: QScreen | None = None
        self._settling = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settling.timeout.connect(self.look)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.screenAdded.connect(self._settling.start)
            application.screenRemoved.connect(self._on_removed)

    @property
    def screen(self) -> QScreen | None:
        """What the program covers now."""
        return self._now

    def look(self) -> None:
        """Covers the screen that it should: the chosen one whenever it is there."""
        wanted = next((each for each in QGuiApplication.screens() if each.name() == self._name), None)
        if wanted is None and self._now is None:
            wanted = self.another()
        if wanted is not None and wanted is not self._now:
            self._cover(wanted)

    def another(self) -> QScreen | None:
        """A screen to go to where the chosen one is not there, if one is allowed."""
        screens = QGuiApplication.screens()
        others = [each for each in screens if not self._spared or each.name() != self._spared]
        return others[0] if others and self._may_move else None

    def _cover(self, screen: QScreen) -> None:
        if self._now is not None:
            self._now.geometryChanged.disconnect(self._recover)
        self._now = screen
        screen.geometryChanged.connect(self._recover)
        self._recover()

    def _recover(self) -> None:
        if self._now is not None:
            self._window.cover(self._now)
            self.shown.emit(self._now)

    def _on_removed(self, screen: QScreen) -> None:
        """Qt would move the window to the first screen, over the console."""
        if screen is not self._now:
            return
        name, self._now = screen.name(), None
        other = self.another()
        if other is None or other is screen:
            self._window.hide()
            self.gone.emit(name, "")
        else:
            self._cover(other)
            self.gone.emit(name, other.name())
