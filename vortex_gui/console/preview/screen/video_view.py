"""The screen: shows a video's frames or a still picture letterboxed, with words laid over it.

Paints by itself, so that it can be grabbed everywhere (QVideoWidget is blank in a grab). QtMultimedia is not
imported here before `sink()` is called.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetricsF,
    QImage,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import theme
from vortex_gui.console.parts.clip_drag import ClipDrag
from vortex_gui.console.preview.screen.caption_paint import paint_caption

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QVideoFrame, QVideoSink

BACKDROP = QColor("#07090c")
"""Behind pictures in every theme: colours are judged against black."""
LEAST_PICTURE = 102
"""Height of the picture in the lowest window."""
BADGE_HEIGHT = 48
PASSING_MS = 1500
"""So long words stay over the picture that answer a key."""
LINE_HEIGHT = 4
"""Only these parts are repainted for words and progress; scaling the picture costs milliseconds."""
SMOOTH_UP_TO = 4.0
"""Pictures are smoothed unless they are enlarged more than this, where single pixels are wanted."""


class VideoView(QWidget):
    """`clicked` when the picture is pressed; `framed(QImage)` after each new picture.

    While a clip is offered, drawing the picture out of the window gives that file to another program.
    """

    clicked = Signal()
    framed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("videoView")
        self.setAccessibleName(tr("Picture"))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, LEAST_PICTURE)
        self._image = QImage()
        self._sink: QVideoSink | None = None
        self._headline = ""
        self._detail = ""
        self._badge = ""
        self._badge_colour = QColor()
        self._passing = ""
        self._passing_by = QTimer(self, singleShot=True, interval=PASSING_MS)
        self._passing_by.timeout.connect(lambda: self._pass_by(""))
        self._progress: float | None = None
        self._caption = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._clip: Path | None = None
        self._drag = ClipDrag(self)

    @property
    def image(self) -> QImage:
        """The picture shown; null when there is none."""
        return self._image

    def sink(self) -> QVideoSink:
        """The sink for a media player; made at the first call."""
        if self._sink is None:
            from PySide6.QtMultimedia import QVideoSink

            self._sink = QVideoSink(self)
            self._sink.videoFrameChanged.connect(self._on_frame)
        return self._sink

    def show_image(self, image: QImage) -> None:
        """Shows a still picture until the next picture or frame."""
        self._image = image
        self.update()
        self.framed.emit(image)

    def show_jpeg(self, jpeg: bytes) -> bool:
        """Shows a JPEG; False when it cannot be decoded, and then the picture before stays."""
        image = QImage.fromData(jpeg, "JPG")  # type: ignore[arg-type]  # takes text, though its types say bytes
        if image.isNull():
            return False
        self.show_image(image)
        return True

    def show_message(self, headline: str, detail: str = "") -> None:
        """Shows words in place of a picture."""
        self._image = QImage()
        self._headline, self._detail = headline, detail
        self.setAccessibleDescription(f"{headline} {detail}".strip())
        self.update()

    def show_badge(self, text: str, colour: QColor | None = None) -> None:
        """Lays a short text over the picture's upper left corner; empty takes it away."""
        if (text, colour or theme.current().muted) != (self._badge, self._badge_colour):
            self._badge, self._badge_colour = text, colour or theme.current().muted
            self.update(0, 0, self.width(), BADGE_HEIGHT)

    def show_passing(self, text: str) -> None:
        """Lays a short text in the badge's place for a moment."""
        self._pass_by(text)
        self._passing_by.start()

    def show_progress(self, share: float | None) -> None:
        """Lays a line over the picture's lower edge, `share` of it (0 to 1) filled; `None` takes it away."""
        if share != self._progress:
            self._progress = share
            self.update(0, self.height() - LINE_HEIGHT, self.width(), LINE_HEIGHT)

    @property
    def caption(self) -> str:
        """The captions' lines over the picture; empty when there are none."""
        return self._caption

    def show_caption(self, text: str) -> None:
        """Lays one or two lines over the lower part of the picture; empty takes them away."""
        if text != self._caption:
            self._caption = text
            self.update()

    def picture_box(self) -> QRectF:
        """Where the picture stands, in the widget's points."""
        if self._image.isNull():
            return QRectF(self.rect())
        size = QSize(self._image.size()).scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        box = QRectF(0, 0, size.width(), size.height())
        box.moveCenter(QPointF(self.width() / 2, self.height() / 2))
        return QRectF(box.toRect())

    def sizeHint(self) -> QSize:
        return QSize(420, self.minimumHeight())

    def offer_clip(self, clip: Path | None) -> None:
        """The file that the picture may be dragged out as."""
        self._clip = clip

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._drag.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._drag.move(event, self._clip)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._drag.release():
            self.clicked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), BACKDROP)
        if self._image.isNull():
            self._paint_message(painter)
        else:
            box = self.picture_box()
            enlarged = box.width() * self.devicePixelRatioF() / max(1, self._image.width())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, enlarged <= SMOOTH_UP_TO)
            painter.drawImage(box, self._image)
            if self._caption:
                paint_caption(painter, box, self._caption)
        if words := self._passing or self._badge:
            self._paint_badge(painter, words)
        if self._progress is not None:
            self._paint_progress(painter)

    def _on_frame(self, frame: QVideoFrame) -> None:
        image = frame.toImage()
        if not image.isNull():
            self.show_image(image)

    def _paint_message(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre = QPointF(self.width() / 2, self.height() / 2)
        if self.height() >= 220:
            self._paint_figure(painter, centre - QPointF(0, 50))
        room = QRectF(20, centre.y() + 14, max(10, self.width() - 40), self.height() / 2 - 20)
        painter.setPen(QColor("#c3cad6"))
        painter.setFont(theme.ui_font(11, bold=True))
        wrap = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        used = painter.boundingRect(room, wrap, self._headline)
        painter.drawText(room, wrap, self._headline)
        painter.setPen(QColor("#8b95a5"))
        painter.setFont(theme.ui_font(9.5))
        painter.drawText(room.adjusted(0, used.height() + 8, 0, 0), wrap, self._detail)

    def _paint_figure(self, painter: QPainter, centre: QPointF) -> None:
        """A bust in outline: where the presenter will be."""
        path = QPainterPath()
        path.addEllipse(centre - QPointF(0, 16), 17, 20)
        path.moveTo(centre + QPointF(-34, 44))
        path.cubicTo(centre + QPointF(-32, 12), centre + QPointF(32, 12), centre + QPointF(34, 44))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor("#39424f"), 2.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPath(path)

    def _pass_by(self, text: str) -> None:
        self._passing = text
        self.update(0, 0, self.width(), BADGE_HEIGHT)

    def _paint_badge(self, painter: QPainter, words: str) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.ui_font(8.5, bold=True))
        metrics = QFontMetricsF(painter.font())
        box = QRectF(10, 10, metrics.horizontalAdvance(words) + 32, metrics.height() + 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(QColor(7, 9, 12, 200)))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setBrush(QBrush(self._badge_colour))
        painter.drawEllipse(QPointF(box.left() + 13, box.center().y()), 4, 4)
        painter.setPen(QColor("#eef1f6"))
        painter.drawText(box.adjusted(23, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, words)

    def _paint_progress(self, painter: QPainter) -> None:
        line = QRectF(0, self.height() - LINE_HEIGHT, self.width(), LINE_HEIGHT)
        painter.fillRect(line, QColor(255, 255, 255, 40))
        line.setWidth(line.width() * min(1.0, max(0.0, self._progress or 0.0)))
        painter.fillRect(line, self._badge_colour if self._badge else theme.current().accent)
