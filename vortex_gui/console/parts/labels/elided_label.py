"""A label that gives way: where its text has no room it ends in an ellipsis, and its tooltip has it whole."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from vortex_gui.console.look import theme
from vortex_gui.console.look.wordings import longest_that_fits
from vortex_gui.console.parts.labels.plain_text import set_tip

LEAST_WIDTH = 60


class ElidedLabel(QWidget):
    """One muted line of plain text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._wordings: tuple[str, ...] = ("",)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def text(self) -> str:
        return self._text

    def setText(self, text: str, *shorter: str) -> None:
        """Where the text has no room, the first of the shorter ones that has stands for it."""
        if (text, *shorter) != self._wordings:
            self._text, self._wordings = text, (text, *shorter)
            self.setAccessibleName(text)
            set_tip(self, text)
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme.ui_font())
        return QSize(metrics.horizontalAdvance(self._text) + 2, metrics.height() + 4)

    def minimumSizeHint(self) -> QSize:
        """Room for the shortest of several wordings."""
        hint, least = self.sizeHint(), LEAST_WIDTH
        if len(self._wordings) > 1:
            least = max(least, QFontMetrics(theme.ui_font()).horizontalAdvance(self._wordings[-1]) + 2)
        return QSize(min(least, hint.width()), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(theme.ui_font())
        painter.setPen(theme.current().muted)
        metrics = painter.fontMetrics()
        fitting = longest_that_fits(self._wordings, metrics.horizontalAdvance, self.width())
        shown = fitting or metrics.elidedText(self._wordings[-1], Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignVCenter), shown)
        painter.end()
