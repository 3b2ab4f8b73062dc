"""A ring around the control that has the keyboard, while the keyboard is what moved there."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QDialog, QDockWidget, QMainWindow, QWidget

from vortex_gui.console.look import theme
from vortex_gui.console.look.style_sheet import RADIUS

NAME = "focusRing"
THICK = 2
"""Points; half of a text field's own border could be overlooked in a table or a graph."""
FOLLOWED = (
    QEvent.Type.Move,
    QEvent.Type.Resize,
    QEvent.Type.Show,
    QEvent.Type.Hide,
    QEvent.Type.ZOrderChange,
)
COVERS = "coversRing"
"""Property of a child of the window that lies above the ring, unless the ring is around something in it."""


class FocusRings(QObject):
    """Shows the ring in whichever window of the program has the keyboard; one for the whole program."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._last: FocusRing | None = None
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus_changed)

    def _on_focus_changed(self, _: QWidget | None, now: QWidget | None) -> None:
        """A key or a shortcut moved the keyboard; the mouse needs no ring, since the eye is there already.

        What had the keyboard before is not asked for its window: Qt may be deleting both, and to search a
        window whose children are being deleted ends the program.
        """
        window = now.window() if now is not None else None
        last = self._last
        if last is not None and is_there(last) and last.parentWidget() is not window:
            last.let_go()
        if now is None or not isinstance(window, QMainWindow | QDialog | QDockWidget):
            return
        if QGuiApplication.mouseButtons() == Qt.MouseButton.NoButton:
            self._last = FocusRing.of(window)
            self._last.show_around(now)
        else:
            FocusRing.let_go_in(window)


class FocusRing(QWidget):
    """Lies over its window and lets the mouse through; one each window, made at the first need."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName(NAME)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._target: QWidget | None = None
        self._followed: list[QWidget] = []
        self.hide()
        theme.notifier().changed.connect(self.update)

    @classmethod
    def of(cls, window: QWidget) -> FocusRing:
        """The window's ring."""
        found = _ring_in(window)
        return cls(window) if found is None else found

    @classmethod
    def let_go_in(cls, window: QWidget) -> None:
        """Hides the window's ring, if it has one."""
        if (ring := _ring_in(window)) is not None:
            ring.let_go()

    @property
    def target(self) -> QWidget | None:
        """What the ring is around; `None` while it is not shown."""
        return self._target

    def show_around(self, widget: QWidget) -> None:
        """Follows this control until the keyboard goes on."""
        self.let_go()
        self._target = widget
        at: QWidget | None = widget
        while at is not None and at is not self.parentWidget():
            at.installEventFilter(self)
            self._followed.append(at)
            at = at.parentWidget()
        self._place()

    def let_go(self) -> None:
        """Hides the ring."""
        for widget in filter(is_there, self._followed):
            widget.removeEventFilter(self)
        self._followed.clear()
        self._target = None
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in FOLLOWED:
            self._place()
        return False

    def _place(self) -> None:
        target, window = self._target, self.parentWidget()
        if target is None or window is None or not is_there(target) or not target.isVisible():
            self.hide()
            return
        seen = _seen(target, window)
        self.setGeometry(seen.adjusted(-THICK, -THICK, THICK, THICK).intersected(window.rect()))
        self.setVisible(not seen.isEmpty())  # Qt lays the window out first, which may place the ring again
        self._stack(target, window)
        self.update()

    def _stack(self, target: QWidget, window: QWidget) -> None:
        self.raise_()
        for each in window.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            if each.property(COVERS) and not each.isAncestorOf(target):
                self.stackUnder(each)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.current().accent, THICK))
        half = THICK / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), RADIUS, RADIUS)


def _seen(widget: QWidget, window: QWidget) -> QRect:
    """The part of a control that nothing around it cuts off, in the window's points."""
    found = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
    at = widget.parentWidget()
    while at is not None and at is not window:
        found = found.intersected(QRect(at.mapTo(window, QPoint(0, 0)), at.size()))
        at = at.parentWidget()
    return found


def _ring_in(window: QWidget) -> FocusRing | None:
    found = window.findChild(FocusRing, NAME, Qt.FindChildOption.FindDirectChildrenOnly)
    return found if isinstance(found, FocusRing) else None


def is_there(widget: QWidget) -> bool:
    """False for one that Qt has deleted while Python still holds its name."""
    try:
        widget.objectName()
    except RuntimeError:
        return False
    return True
