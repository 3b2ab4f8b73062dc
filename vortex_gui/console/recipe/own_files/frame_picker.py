"""A picture with the frame that the slot shows of it; the frame is moved and sized by mouse and keys."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from vortex_gui.base.recipe.recipe_files import Frame
from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import theme
from vortex_gui.console.parts.labels.plain_text import set_tip

HIGH, WIDEST = 132, 260
LEAST_WIDTH = 0.05
STEP, GROWTH = 0.02, 1.1
SHADE = QColor(0, 0, 0, 120)
_MOVES = {
    Qt.Key.Key_Left: (-STEP, 0.0),
    Qt.Key.Key_Right: (STEP, 0.0),
    Qt.Key.Key_Up: (0.0, -STEP),
    Qt.Key.Key_Down: (0.0, STEP),
}


class FramePicker(QWidget):
    """`frame_changed` when the operator moved the frame; `frame` is `None` until then."""

    frame_changed = Signal()

    def __init__(self, aspect: float, parent: QWidget | None = None) -> None:
        """`aspect` is the slot's width over its height."""
        super().__init__(parent)
        self.frame: Frame | None = None
        self.can_be_framed = True
        self._aspect = aspect
        self._picture = QImage()
        self._held: QPointF | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("The presenter's picture"))
        help = tr("Drag the frame or move it with the arrow keys; + and - size it, Home takes it away")
        self.setAccessibleDescription(help)
        set_tip(self, help)
        self.hide()

    def show_picture(self, picture: QImage | None) -> None:
        """`None` hides it."""
        self._picture = picture or QImage()
        if not self._picture.isNull():
            self.setFixedSize(self.sizeHint())
        self.setVisible(not self._picture.isNull())
        self.update()

    def sizeHint(self) -> QSize:
        size = self._picture.size().scaled(WIDEST, HIGH, Qt.AspectRatioMode.KeepAspectRatio)
        return size.expandedTo(QSize(1, 1))

    def shown_frame(self) -> QRectF:
        """The frame in shares of the picture: the operator's, else as much as fits."""
        most = self._most_width()
        if self.frame is None:
            width = most
            left, top = (1 - width) / 2, (1 - self._height_of(width)) * 0.3
        else:
            width, left, top = min(self.frame.width, most), self.frame.left, self.frame.top
        height = self._height_of(width)
        return QRectF(_inside(left, 1 - width), _inside(top, 1 - height), width, height)

    def move_by(self, right: float, down: float) -> None:
        """In shares of the picture."""
        shown = self.shown_frame()
        self._put(shown.x() + right, shown.y() + down, shown.width())

    def size_by(self, factor: float) -> None:
        """About its own middle."""
        shown = self.shown_frame()
        width = min(max(shown.width() * factor, LEAST_WIDTH), self._most_width())
        left = shown.center().x() - width / 2
        self._put(left, shown.center().y() - self._height_of(width) / 2, width)

    def _put(self, left: float, top: float, width: float) -> None:
        if self._picture.isNull() or not self.can_be_framed:
            return
        left, top = _inside(left, 1 - width), _inside(top, 1 - self._height_of(width))
        frame = Frame(left=round(left, 4), top=round(top, 4), width=round(width, 4))
        if frame != self.frame:
            self.frame = frame
            self.update()
            self.frame_changed.emit()

    def _forget(self) -> None:
        if self.frame is not None:
            self.frame = None
            self.update()
            self.frame_changed.emit()

    def _most_width(self) -> float:
        size = self._picture.size()
        return min(1.0, size.height() * self._aspect / max(size.width(), 1))

    def _height_of(self, width: float) -> float:
        """Share of the picture's height of a frame so wide."""
        size = self._picture.size()
        return width * size.width() / self._aspect / max(size.height(), 1)

    # ── Qt ───────────────────────────────────────────────────────────────────────────────

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self.rect(), self._picture)
        if not self.can_be_framed:
            return
        shown = self.shown_frame()
        box = QRectF(
            shown.x() * self.width(),
            shown.y() * self.height(),
            shown.width() * self.width(),
            shown.height() * self.height(),
        )
        painter.setClipRegion(self.rect())
        for shade in _around(box, QRectF(self.rect())):
            painter.fillRect(shade, SHADE)
        painter.setPen(QPen(theme.current().accent, 2 if self.hasFocus() else 1))
        painter.drawRect(box.adjusted(1, 1, -1, -1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._held = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is not None:
            moved = event.position() - self._held
            self._held = event.position()
            self.move_by(moved.x() / self.width(), moved.y() / self.height())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held = None

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():  # else it scrolls the form
            self.size_by(GROWTH if event.angleDelta().y() < 0 else 1 / GROWTH)
            event.accept()
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _MOVES:
            self.move_by(*_MOVES[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.size_by(GROWTH)
        elif event.key() == Qt.Key.Key_Minus:
            self.size_by(1 / GROWTH)
        elif event.key() == Qt.Key.Key_Home:
            self._forget()
        else:
            super().keyPressEvent(event)


def _inside(place: float, most: float) -> float:
    return min(max(place, 0.0), max(most, 0.0))


def _around(box: QRectF, whole: QRectF) -> tuple[QRectF, ...]:
    """What lies outside a box, in four parts."""
    return (
        QRectF(whole.left(), whole.top(), whole.width(), box.top() - whole.top()),
        QRectF(whole.left(), box.bottom(), whole.width(), whole.bottom() - box.bottom()),
        QRectF(whole.left(), box.top(), box.left() - whole.left(), box.height()),
        QRectF(box.right(), box.top(), whole.right() - box.right(), box.height()),
    )
