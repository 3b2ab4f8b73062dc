"""The built-in filler: the last picture, far back and out of focus, with a title and the time."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QLinearGradient, QPainter

TOP, BOTTOM = QColor("#2c3e55"), QColor("#1a2533")
"""Never black: nobody should take the card for a dead screen."""
VEIL = QColor(24, 34, 48, 150)
BLUR = 24
"""The picture is made so many times smaller and larger again."""


def backdrop(size: QSize, last: QImage) -> QImage:
    """The card without its words, for a screen of this size."""
    image = QImage(size, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    shade = QLinearGradient(0, 0, 0, size.height())
    shade.setColorAt(0, TOP)
    shade.setColorAt(1, BOTTOM)
    painter.fillRect(image.rect(), shade)
    if not last.isNull():
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setOpacity(0.55)
        painter.drawImage(QRectF(image.rect()), _blurred(last, size))
        painter.setOpacity(1.0)
        painter.fillRect(image.rect(), VEIL)
    painter.end()
    return image


def paint_words(painter: QPainter, room: QSize, title: str, clock: str) -> None:
    """The title low on the left, the time low on the right, within the part that every screen shows."""
    margin = room.width() * 0.07
    line = max(12.0, room.height() * 0.06)
    box = QRectF(margin, room.height() * 0.86 - line, room.width() - 2 * margin, line * 1.4)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(255, 255, 255, 60))
    painter.drawLine(box.topLeft(), box.topRight())
    font = QFont()
    font.setPixelSize(round(line * 0.62))
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    time_width = metrics.horizontalAdvance("00:00:00")
    centred = int(Qt.AlignmentFlag.AlignVCenter)
    painter.setPen(QColor("#aebccd"))
    painter.drawText(box, centred | int(Qt.AlignmentFlag.AlignRight), clock)
    font.setWeight(QFont.Weight.DemiBold)
    painter.setFont(font)
    painter.setPen(QColor("#eef3f8"))
    room_for_title = box.width() - time_width - line
    shown = QFontMetricsF(font).elidedText(title, Qt.TextElideMode.ElideRight, room_for_title)
    painter.drawText(box, centred, shown)


def _blurred(image: QImage, size: QSize) -> QImage:
    smooth, fill = Qt.TransformationMode.SmoothTransformation, Qt.AspectRatioMode.IgnoreAspectRatio
    small = image.scaled(max(2, size.width() // BLUR), max(2, size.height() // BLUR), fill, smooth)
    smaller = small.scaled(max(2, small.width() // 2), max(2, small.height() // 2), fill, smooth)
    return smaller.scaled(small.size(), fill, smooth)
