"""The window on air: a picture on the whole of one screen, and nothing else, ever."""

from __future__ import annotations

import time

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QScreen,
)
from PySide6.QtWidgets import QWidget

from vortex_gui.base.process.clock import steady_now
from vortex_gui.base.words.translation import tr
from vortex_gui.console.program import card
from vortex_gui.console.program.playout.clip_reader import EVEN

BARS = QColor("#000000")
"""Beside a picture of another shape."""
FADE_S = 0.6
FADE_MS = 40
ESC_S = 3.0


class OutputWindow(QWidget):
    """Painted when it is told, and then at once.

    `pressed(key)` for a key with its modifiers; `escaped` at the first Esc; `ended` at the second within
    `ESC_S`, or when the desktop closes the window.
    """

    pressed = Signal(int)
    escaped = Signal()
    ended = Signal()

    def __init__(self, title: str = "") -> None:
        super().__init__(None, Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint)
        self.setObjectName("programOutput")
        self.setWindowTitle(tr("Program output"))
        self.setAccessibleName(tr("Program output"))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setCursor(Qt.CursorShape.BlankCursor)
        self._image = QImage()
        self._card: QImage | None = None
        self._card_since = 0.0
        self._title = title
        self._escape_until = 0.0
        self._ends = False
        self._ticking = QTimer(self)
        self._ticking.timeout.connect(self._tick)
        self.show_card(title)

    # ── on a screen ──────────────────────────────────────────────────────────────────────

    def cover(self, screen: QScreen) -> None:
        """Covers the whole of this screen, above all else."""
        self.setScreen(screen)
        self.setGeometry(screen.geometry())
        if QGuiApplication.platformName() == "offscreen":
            self.show()  # it has no screen to fill, and warns
        else:
            self.showFullScreen()
            self.raise_()

    @property
    def pixels(self) -> QSize:
        """The room for a picture, in the screen's own pixels."""
        ratio = self.devicePixelRatioF()
        return QSize(round(self.width() * ratio), round(self.height() * ratio))

    def leave(self) -> None:
        """Closes for good."""
        self._ends = True
        self._ticking.stop()
        self.close()

    # ── what is shown ────────────────────────────────────────────────────────────────────

    @property
    def image(self) -> QImage:
        """The picture that was shown last, also behind the card."""
        return self._image

    def show_image(self, image: QImage) -> None:
        """Shows a picture until the next; it is on the screen when this returns."""
        self._image, self._card = image, None
        self._ticking.stop()
        self.repaint()

    def show_card(self, title: str) -> None:
        """Fades to the built-in card, unless it is there."""
        self._title = title
        if self._card is None:
            self._card = card.backdrop(self.pixels, self._image)
            self._card_since = steady_now()
            self._ticking.start(FADE_MS)
        self.repaint()

    def _tick(self) -> None:
        if steady_now() - self._card_since > FADE_S:
            self._ticking.setInterval(1000 - int(time.time() * 1000) % 1000)
        self.repaint()

    # ── Qt's own ─────────────────────────────────────────────────────────────────────────

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ratio = self.devicePixelRatioF()
        painter.scale(1 / ratio, 1 / ratio)  # from here on in the screen's own pixels
        share = self._card_share()
        if share < 1:
            self._paint_image(painter)
        if self._card is not None:
            painter.setOpacity(share)
            painter.drawImage(QRectF(QPointF(), QSize(self.pixels).toSizeF()), self._card)
            card.paint_words(painter, self.pixels, self._title, time.strftime("%H:%M:%S"))

    def _card_share(self) -> float:
        if self._card is None:
            return 0.0
        if self._image.isNull():
            return 1.0
        return min(1.0, (steady_now() - self._card_since) / FADE_S)

    def _paint_image(self, painter: QPainter) -> None:
        room, size = self.pixels, self._image.size()
        painter.fillRect(0, 0, room.width(), room.height(), BARS)
        if size.isEmpty():
            return
        shown = size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        if abs(shown.width() - size.width()) < EVEN and abs(shown.height() - size.height()) < EVEN:
            shown = size  # it was decoded for this screen: each pixel stays as it is
        left, top = (room.width() - shown.width()) // 2, (room.height() - shown.height()) // 2
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, shown != size)
        painter.drawImage(QRectF(left, top, shown.width(), shown.height()), self._image)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            self.pressed.emit(event.keyCombination().toCombined())
        elif steady_now() < self._escape_until:
            self.ended.emit()
        else:
            self._escape_until = steady_now() + ESC_S
            self.escaped.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """A desktop that closes the window counts as Esc: it takes two."""
        if self._ends:
            event.accept()
            return
        event.ignore()
        self.keyPressEvent(
            QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
        )
