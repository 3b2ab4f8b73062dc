"""A line of changing words, painted: a QLabel would have the whole window laid out again at each change."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from vortex_gui.console.look import theme


class TimeLabel(QWidget):
    """Shows the longest of the texts given that fits; the shortest is whole or elided."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._texts: tuple[str, ...] = ("",)

    @property
    def text(self) -> str:
        """What is seen."""
        metrics = QFontMetricsF(theme.mono_font())
        fitting = (text for text in self._texts if metrics.horizontalAdvance(text) <= self.width())
        last = metrics.elidedText(self._texts[-1], Qt.TextElideMode.ElideRight, self.width())
        return next(fitting, last)

    def show_texts(self, *texts: str) -> None:
        """From the longest to the shortest."""
        if texts != self._texts:
            self._texts = texts
            self.setAccessibleDescription(texts[0])
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, round(QFontMetricsF(theme.mono_font()).height()) + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(theme.mono_font())
        painter.setPen(theme.current().text if self.isEnabled() else theme.current().faint)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, self.text)
