"""Keeps a widget above panels that come to the front."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget


class OnTop(QObject):
    """Installed on the panels. It looks at their order alone: a window that is deleted hides them, too."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ZOrderChange:
            # A tab comes up only while its panel is on top itself: not before Qt is done with it.
            QTimer.singleShot(0, self._widget, self._widget.raise_)
        return False
