"""A card on the program's screen, behind the program: what is seen there while its process starts again."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter, QPaintEvent, QScreen
from PySide6.QtWidgets import QWidget

from vortex_gui.base.words.translation import tr


class Backing(QObject):
    """Covered before the program's window comes, and never raised: a window that came later would hide it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._card: _Card | None = None
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.screenRemoved.connect(self._on_removed)

    @property
    def screen(self) -> QScreen | None:
        """What is covered now."""
        return None if self._card is None else self._card.on

    def cover(self, screen: QScreen, title: str) -> None:
        """Covers this screen alone, from now on."""
        if self._card is not None and self._card.on is screen and self._card.title == title:
            return
        self.uncover()
        self._card = _Card(screen, title)

    def uncover(self) -> None:
        """Leaves the screen to the desktop."""
        card, self._card = self._card, None
        if card is not None:
            card.close()
            card.deleteLater()

    def _on_removed(self, screen: QScreen) -> None:
        """Qt would move the card to the first screen, over the console."""
        if screen is self.screen:
            self.uncover()


class _Card(QWidget):
    """The built-in card without the time: it stands still, and costs nothing behind the program."""

    def __init__(self, screen: QScreen, title: str) -> None:
        # Not on top, and never with the focus: a desktop shows the program's window, which is, above it.
        super().__init__(None, Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowDoesNotAcceptFocus)
        self.on, self.title = screen, title
        self.setObjectName("programBacking")
        self.setWindowTitle(tr("Program output"))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.setScreen(screen)
        self._fill()
        screen.geometryChanged.connect(self._fill)
        if QGuiApplication.platformName() == "offscreen":
            self.show()  # it has no screen to fill, and warns
        else:
            self.showFullScreen()

    def _fill(self) -> None:
        self.setGeometry(self.on.geometry())

    def paintEvent(self, event: QPaintEvent) -> None:
        from vortex_gui.console.program import card  # not before the console's first paint

        painter = QPainter(self)
        painter.drawImage(0, 0, card.backdrop(self.size(), QImage()))
        card.paint_words(painter, self.size(), self.title, "")
