"""Files dragged from another program over a widget, event by event as Qt delivers them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

COPY = Qt.DropAction.CopyAction
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def files(paths: Sequence[Path], *, in_text: bool = False) -> QMimeData:
    """As a file manager names them; some name them in the text as well."""
    mime = QMimeData()
    urls = [QUrl.fromLocalFile(str(path)) for path in paths]
    mime.setUrls(urls)
    if in_text:
        mime.setText("\n".join(url.toString() for url in urls))
    return mime


def drop(widget: QWidget, mime: QMimeData) -> bool:
    """Whether the widget, or one around it, took it."""
    place = QPoint(3, 3)
    enter = QDragEnterEvent(place, COPY, mime, LEFT, NONE)
    QApplication.sendEvent(widget, enter)
    QApplication.sendEvent(widget, QDragMoveEvent(place, COPY, mime, LEFT, NONE))
    dropped = QDropEvent(QPointF(place), COPY, mime, LEFT, NONE)
    QApplication.sendEvent(widget, dropped)
    return enter.isAccepted() and dropped.isAccepted()
