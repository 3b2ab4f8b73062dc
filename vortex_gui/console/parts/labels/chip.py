"""A small rounded label with a drawing and a word: a slot's state, a lower rung."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from vortex_gui.console.look import icons, theme
from vortex_gui.console.look.tones import blend
from vortex_gui.console.parts.labels.plain_text import set_tip

HEIGHT = 20
ICON = 13
LEFT, RIGHT = 22, 8
LEAST = 24
"""Width of the drawing alone."""


def chip_width(text: str) -> float:
    """The width at which nothing of the text is cut."""
    return QFontMetricsF(theme.ui_font(8.5, bold=True)).horizontalAdvance(text) + LEFT + RIGHT


def paint_chip(painter: QPainter, box: QRectF, text: str, icon: str, colour: QColor) -> None:
    """Paints it at the left of `box`, at half its height; a text that does not fit is cut."""
    tones = theme.current()
    chip = QRectF(box.left(), box.center().y() - HEIGHT / 2, min(chip_width(text), box.width()), HEIGHT)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(blend(tones.panel, colour, 0.20))
    painter.drawRoundedRect(chip, HEIGHT / 2, HEIGHT / 2)
    icons.stamp(painter, QPointF(chip.left() + 12, chip.center().y()), ICON, icon, colour)
    painter.setFont(theme.ui_font(8.5, bold=True))
    painter.setPen(blend(colour, tones.text, 0.25))
    room = chip.adjusted(LEFT, 0, 2 - RIGHT, 0)
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(room.width()))
    painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), shown)


class Chip(QWidget):
    """The label as a widget; hidden while it has no text. `tone` names a colour of the theme."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.text = ""
        self.tone = "text"
        self._icon = ""
        self.hide()

    def show_text(self, text: str, icon: str = "", tone: str = "text", tip: str = "") -> None:
        """Shows another text; an empty one hides it."""
        self.text, self._icon, self.tone = text, icon, tone
        set_tip(self, tip)
        self.setAccessibleName(tip or text)
        self.setVisible(bool(text))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(chip_width(self.text)), HEIGHT + 2)

    def minimumSizeHint(self) -> QSize:
        """The drawing alone, without a word that would be cut; the tip has it."""
        return QSize(min(LEAST, self.sizeHint().width()), HEIGHT + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour: QColor = getattr(theme.current(), self.tone)
        is_whole = self.width() >= self.sizeHint().width()
        box = QRectF(self.rect()) if is_whole else QRectF(0, 0, LEAST, self.height())
        paint_chip(painter, box, self.text if is_whole else "", self._icon, colour)
        painter.end()
