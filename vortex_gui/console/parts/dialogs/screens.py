"""Keeps windows and dialogs on the screens that are there today, whatever was remembered or wished."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget


def kept_within(box: QRect, screens: Sequence[QRect]) -> QRect:
    """The box, no larger than the screen that shows most of it (else the first one), and wholly on it."""
    if not screens:
        return box
    screen = max(screens, key=lambda area: _area(area.intersected(box)))
    size = box.size().boundedTo(screen.size())
    left = min(max(box.left(), screen.left()), screen.right() + 1 - size.width())
    top = min(max(box.top(), screen.top()), screen.bottom() + 1 - size.height())
    return QRect(QPoint(left, top), size)


def keep_on_screen(window: QWidget) -> None:
    """Moves and shrinks a window that hangs over the edge; one that fills its screen stays as it is."""
    if window.isMaximized() or window.isFullScreen() or not (screens := _screens()):
        return
    frame, inner = window.frameGeometry(), window.geometry()
    kept = kept_within(frame, screens)
    if kept != frame:
        rim = frame.size() - inner.size()
        window.setGeometry(QRect(kept.topLeft() + (inner.topLeft() - frame.topLeft()), kept.size() - rim))


def room_for(size: QSize) -> QSize:
    """The size of a dialog, or what the smallest screen has room for."""
    for screen in _screens():
        size = size.boundedTo(screen.size())
    return size


def _screens() -> list[QRect]:
    """Without panels and task bars; none where the screen is one that only Qt imagines."""
    if QGuiApplication.platformName() == "offscreen":
        return []
    primary = QGuiApplication.primaryScreen()
    others = (screen for screen in QGuiApplication.screens() if screen is not primary)
    return [screen.availableGeometry() for screen in (primary, *others) if screen is not None]


def _area(box: QRect) -> int:
    return max(0, box.width()) * max(0, box.height())
