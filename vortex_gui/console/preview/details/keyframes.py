"""The keyframes that were judged, each with its picture, its B and L scores, and where the two disagree."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from pathlib import Path

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from vortex_gui.base.report.report import KeyframeScore, Verification
from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import theme
from vortex_gui.console.parts.labels.plain_text import plain_tip

THUMB = 320
"""Longest side of a kept picture in pixels."""
SCALE = 30
"""Points below each picture for its scores."""
LEAST_STRIP = 260
QWIDGETSIZE_MAX = 16_777_215
GAP = 6
USUAL = 5
"""Keyframes of a clip, before those of the slot have come."""
NEARLY = 0.9
"""A grid whose cells are so much of the widest has fewer rows instead, and leaves less room empty."""
SCORE_TOP = 1.2
"""Right end of the score scale unless a score is greater."""


def read_frames(path: Path, indices: Sequence[int]) -> dict[int, QImage]:
    """Small pictures of the frames by index, from a finished clip; belongs to a thread beside the window.

    Raises PyAV's errors and `OSError`. A frame that the file does not have is left out.
    """
    import av

    if not path.is_file():  # a pipe would never end
        raise FileNotFoundError(path)
    wanted, found = set(indices), {}
    with av.open(str(path)) as file:
        stream = file.streams.video[0]
        stream.thread_count = 1
        for index, frame in enumerate(file.decode(stream)):
            if index in wanted:
                found[index] = _thumb(frame)
            if len(found) == len(wanted):
                break
    return found


def _thumb(frame: object) -> QImage:
    pixels = frame.to_ndarray(format="rgb24")  # type: ignore[attr-defined]  # PyAV's VideoFrame
    height, width, _ = pixels.shape
    image = QImage(pixels.tobytes(), width, height, width * 3, QImage.Format.Format_RGB888).copy()
    return image.scaled(
        THUMB, THUMB, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )


class KeyframesView(QWidget):
    """`chosen(frame index)` when a keyframe is clicked, or picked by arrow keys and Return.

    `reshaped` when the pictures have come and are not square, or square again.
    """

    chosen = Signal(int)
    reshaped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("keyframes")
        self.setAccessibleName(tr("Keyframes with their scores"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(LEAST_STRIP)
        self._keyframes: tuple[KeyframeScore, ...] = ()
        self._pictures: dict[int, QImage] = {}
        self._zone = 0.15
        self._height = 108
        self._is_column = self._is_grid = False
        self._focused = 0
        theme.notifier().changed.connect(self.update)

    @property
    def keyframes(self) -> tuple[KeyframeScore, ...]:
        return self._keyframes

    @property
    def pictures(self) -> dict[int, QImage]:
        """The pictures that have been read, by frame index."""
        return self._pictures

    def show_scores(self, scores: Verification | None, zone: float) -> None:
        """Shows the keyframes of a verification; B and L disagree when they are more than `zone` apart."""
        self._keyframes = scores.keyframes if scores else ()
        self._zone = zone
        self._pictures = {}
        self._focused = 0
        self.setAccessibleDescription("; ".join(self._sentence(keyframe) for keyframe in self._keyframes))
        self.update()

    def set_height(self, height: int) -> None:
        """A strip, with the scores below the pictures: how high it is, scores included."""
        self._height, self._is_column, self._is_grid = height, False, False
        self.setMinimumWidth(LEAST_STRIP)
        self.setMaximumWidth(QWIDGETSIZE_MAX)
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_grid(self, least_height: int, width: int | None = None) -> None:
        """Rows and columns of pictures, as large as there is room, each with its scores below."""
        self.set_height(least_height)
        if width is not None:
            self.setFixedWidth(width)
        self._is_grid = True
        self.setMaximumHeight(QWIDGETSIZE_MAX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_column(self, width: int) -> None:
        """A column, with the scores beside the pictures: how wide it is; it is as high as there is room."""
        self._is_column, self._is_grid = True, False
        self.setMinimumHeight(0)
        self.setMaximumHeight(QWIDGETSIZE_MAX)
        self.setFixedWidth(width)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)
        self.update()

    def show_pictures(self, pictures: dict[int, QImage]) -> None:
        """The pictures by frame index, when they have been read."""
        before = self._shape()
        self._pictures = pictures
        self.update()
        if abs(self._shape() - before) > 0.01:
            self.reshaped.emit()

    def grid_height(self, width: int, most: int) -> int:
        """What the grid needs of at most so much height when it is so wide."""
        count = len(self._keyframes) or USUAL
        cell, columns = self._cell(count, width, most)
        rows = ceil(count / columns)
        return min(most, ceil(rows * (cell / self._shape() + SCALE + 3) + GAP * (rows - 1)))

    def sizeHint(self) -> QSize:
        return QSize(400, self._height)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0) if self._is_column else QSize(LEAST_STRIP, self._height)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._choose(self._at(event.position()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is not None and self._keyframes:
            self._focused = (self._focused + step) % len(self._keyframes)
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose(self._focused)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self._at(QPointF(event.pos()))
            text = "" if place is None else self._sentence(self._keyframes[place])
            QToolTip.showText(event.globalPos(), plain_tip(text), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if not self._keyframes:
            painter.setPen(theme.current().muted)
            painter.setFont(theme.ui_font(8.5))
            wrap = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect(), wrap, tr("Keyframes and their scores come with the verification."))
            return
        for place, keyframe in enumerate(self._keyframes):
            picture, scores = self._parts(self._box(place))
            self._paint_picture(painter, picture, place, keyframe)
            self._paint_scores(painter, scores, keyframe)

    def _parts(self, box: QRectF) -> tuple[QRectF, QRectF]:
        """Where a keyframe's picture and its scores stand."""
        if self._is_column:
            side = box.height()
            scores = box.adjusted(side + 8, 0, 0, 0)
            scores.setHeight(SCALE)
            scores.moveCenter(QPointF(scores.center().x(), box.center().y()))
            return QRectF(box.left(), box.top(), side, side), scores
        below = QRectF(box.left(), box.bottom() - SCALE, box.width(), SCALE)
        return box.adjusted(0, 0, 0, -SCALE - 3), below

    def _box(self, place: int) -> QRectF:
        count = max(1, len(self._keyframes))
        if self._is_column:
            height = min((self.height() - GAP * (count - 1)) / count, self.width() / 2)
            return QRectF(0, place * (height + GAP), self.width(), height)
        if self._is_grid:
            width, columns = self._cell(count, self.width(), self.height())
            height = width / self._shape() + SCALE + 3
            row, column = divmod(place, columns)
            return QRectF(column * (width + GAP), row * (height + GAP), width, height)
        width = min((self.width() - GAP * (count - 1)) / count, max(60.0, self.height() - SCALE) * 1.25)
        return QRectF(place * (width + GAP), 0, width, self.height())

    def _cell(self, count: int, whole: int, height: int) -> tuple[float, int]:
        """The widest cell of a grid of this size, or one nearly as wide in fewer rows, and the columns."""

        def width(columns: int) -> float:
            rows = ceil(count / columns)
            high = (height - GAP * (rows - 1)) / rows - SCALE - 3
            return max(1.0, min((whole - GAP * (columns - 1)) / columns, high * self._shape()))

        widest = max(map(width, range(1, count + 1)))
        nearly = [n for n in range(1, count + 1) if width(n) >= NEARLY * widest]
        columns = min(nearly, key=lambda n: (ceil(count / n), n))
        return width(columns), columns

    def _shape(self) -> float:
        """Width by height of the pictures."""
        picture = next(iter(self._pictures.values()), None)
        return picture.width() / picture.height() if picture is not None else 1.0

    def _at(self, point: QPointF) -> int | None:
        return next((i for i in range(len(self._keyframes)) if self._box(i).contains(point)), None)

    def _choose(self, place: int | None) -> None:
        if place is not None and place < len(self._keyframes):
            self._focused = place
            self.update()
            self.chosen.emit(self._keyframes[place].index)

    def _disagrees(self, keyframe: KeyframeScore) -> bool:
        return abs(keyframe.clip_b - keyframe.clip_l) > self._zone

    def _paint_picture(self, painter: QPainter, box: QRectF, place: int, keyframe: KeyframeScore) -> None:
        tones = theme.current()
        painter.fillRect(box, QColor("#07090c"))
        picture = self._pictures.get(keyframe.index)
        if picture is not None:
            size = picture.size().scaled(box.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
            target = QRectF(0, 0, size.width(), size.height())
            target.moveCenter(box.center())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(target, picture)
        painter.setFont(theme.ui_font(7.5, bold=True))
        label = QRectF(box.left() + 3, box.top() + 3, 34, 14)
        painter.fillRect(label, QColor(7, 9, 12, 190))
        painter.setPen(QColor("#dfe4ec"))
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, f"{keyframe.index}")
        painter.setBrush(Qt.BrushStyle.NoBrush)
        focused = self.hasFocus() and place == self._focused
        colour = tones.accent if focused else tones.warn if self._disagrees(keyframe) else tones.line
        painter.setPen(QPen(colour, 2 if focused or self._disagrees(keyframe) else 1))
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))

    def _paint_scores(self, painter: QPainter, box: QRectF, keyframe: KeyframeScore) -> None:
        tones = theme.current()
        painter.setFont(theme.ui_font(8))
        text = QRectF(box.left(), box.top(), box.width(), 15)
        half = QRectF(text.left(), text.top(), text.width() / 2, text.height())
        other = half.translated(half.width(), 0)
        painter.setPen(_readable(tones.roles["clip_b"]))
        painter.drawText(half, Qt.AlignmentFlag.AlignLeft, _short("B", keyframe.clip_b, box.width()))
        painter.setPen(tones.warn if self._disagrees(keyframe) else _readable(tones.roles["clip_l"]))
        painter.drawText(other, Qt.AlignmentFlag.AlignRight, _short("L", keyframe.clip_l, box.width()))
        self._paint_scale(painter, QRectF(box.left(), box.top() + 17, box.width(), 10), keyframe)

    def _paint_scale(self, painter: QPainter, box: QRectF, keyframe: KeyframeScore) -> None:
        """A scale of scores: hatched where L would disagree with B; B is a dot, L a diamond."""
        tones = theme.current()
        top = max(SCORE_TOP, keyframe.clip_b + 0.1, keyframe.clip_l + 0.1)

        def x(score: float) -> float:
            return box.left() + min(max(score / top, 0.0), 1.0) * box.width()

        painter.fillRect(box, tones.sunken)
        left, right = x(keyframe.clip_b - self._zone), x(keyframe.clip_b + self._zone)
        hatch = QColor(tones.warn)
        hatch.setAlpha(120 if self._disagrees(keyframe) else 55)
        brush = QBrush(hatch, Qt.BrushStyle.BDiagPattern)
        painter.fillRect(QRectF(box.left(), box.top(), left - box.left(), box.height()), brush)
        painter.fillRect(QRectF(right, box.top(), box.right() - right, box.height()), brush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tones.roles["clip_b"])
        middle = box.center().y()
        painter.drawEllipse(QPointF(x(keyframe.clip_b), middle), 4, 4)
        centre = QPointF(x(keyframe.clip_l), middle)
        painter.setBrush(tones.warn if self._disagrees(keyframe) else tones.text)
        painter.drawPolygon(
            [
                centre + QPointF(0, -4.5),
                centre + QPointF(4.5, 0),
                centre + QPointF(0, 4.5),
                centre + QPointF(-4.5, 0),
            ]
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _sentence(self, keyframe: KeyframeScore) -> str:
        text = tr(
            "Frame {index}: B {clip_b:.3f}, L {clip_l:.3f}",
            index=keyframe.index,
            clip_b=keyframe.clip_b,
            clip_l=keyframe.clip_l,
        )
        if self._disagrees(keyframe):
            text += " " + tr("(they disagree by more than {zone:.2f})", zone=self._zone)
        return text


def _readable(colour: QColor) -> QColor:
    """A colour of surfaces, as text may have it."""
    return colour.lighter(130) if theme.current().dark else colour.darker(130)


def _short(name: str, score: float, width: float) -> str:
    """`B 0.81`; `B .81` where there is little room, `.81` where there is least: colours tell them apart."""
    text = f"{name} {score:.2f}"
    if width >= 78:
        return text
    short = text.replace(" 0.", " .")
    return short if width >= 60 else short.removeprefix(f"{name} ")
