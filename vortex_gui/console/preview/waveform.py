"""The clip's sound as a waveform with a playhead, and where its checks failed; clicking seeks.

`read_sound` belongs to a thread beside the window (see `background`); the view only paints what was read.
"""

from __future__ import annotations

import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import theme
from vortex_gui.console.look.style_sheet import RADIUS
from vortex_gui.console.look.tones import blend
from vortex_gui.console.parts.labels.plain_text import set_tip
from vortex_gui.console.parts.level_meter import CLIPPED_AT

SHAPE = 0.6
"""Quiet speech is drawn higher than in proportion, as it is heard; full scale stays full height."""
MAX_SECONDS = 3600.0


@dataclass(frozen=True)
class Sound:
    """Mono sound: float32 (samples,) in [-1, 1]."""

    samples: NDArray[np.float32]
    rate: int

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate

    def peaks(self, columns: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Lowest and highest sample of each of `columns` equal parts."""
        if not len(self.samples):
            return np.zeros(columns, np.float32), np.zeros(columns, np.float32)
        starts = np.minimum(np.arange(columns) * len(self.samples) // columns, len(self.samples) - 1)
        return np.minimum.reduceat(self.samples, starts), np.maximum.reduceat(self.samples, starts)

    def level(self, start_s: float, end_s: float) -> float:
        """The greatest absolute sample between two moments; 0 outside of the sound."""
        part = self.samples[max(0, int(start_s * self.rate)) : max(0, int(end_s * self.rate))]
        return float(np.abs(part).max(initial=0.0))


def read_sound(path: Path) -> Sound:
    """The sound of a WAV file or a clip, mixed to mono; raises `OSError`, `ValueError` or PyAV's errors."""
    if not path.is_file():  # a pipe would never end
        raise FileNotFoundError(path)
    return _read_wav(path) if path.suffix.lower() == ".wav" else _read_clip(path)


def _read_wav(path: Path) -> Sound:
    try:
        with wave.open(str(path), "rb") as file:
            width, channels, rate = file.getsampwidth(), file.getnchannels(), file.getframerate()
            frames = file.readframes(int(min(file.getnframes(), MAX_SECONDS * rate)))
    except (wave.Error, EOFError) as error:
        raise ValueError(f"{path.name} is not a WAV file that can be read ({error}).") from None
    if width != 2:
        return _read_clip(path)
    samples = np.frombuffer(frames, "<i2").reshape(-1, channels).mean(axis=1) / 32768
    return Sound(samples.astype(np.float32), rate)


def _read_clip(path: Path) -> Sound:
    import av

    with av.open(str(path)) as file:
        if not file.streams.audio:
            return Sound(np.empty(0, np.float32), 24_000)
        stream = file.streams.audio[0]
        resampler = av.AudioResampler(format="flt", layout="mono", rate=stream.rate)
        parts = [
            out.to_ndarray().ravel() for frame in file.decode(stream) for out in resampler.resample(frame)
        ]
        samples = np.concatenate(parts) if parts else np.empty(0)
        return Sound(samples.astype(np.float32), stream.rate)


class WaveformView(QWidget):
    """`sought(seconds)` when the operator clicks or drags."""

    sought = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("waveform")
        self.setAccessibleName(tr("Waveform"))
        set_tip(self, tr("Click to go there"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(34)
        self._sound: Sound | None = None
        self._position_s = 0.0
        self._length_s = 0.0
        self._note = ""
        self._in_s: float | None = None
        self._out_s: float | None = None
        self._faults: tuple[tuple[float, float], ...] = ()
        self._drawn: tuple[QPixmap, QPixmap] | None = None
        theme.notifier().changed.connect(self._redraw)

    @property
    def position_s(self) -> float:
        return self._position_s

    def show_sound(self, sound: Sound | None, length_s: float = 0.0, note: str = "") -> None:
        """Shows a sound over `length_s` seconds (0: its own length), or a note in its place."""
        self._sound = sound
        self._note = note
        self.set_length(length_s)

    def set_length(self, seconds: float) -> None:
        """How long the clip is; its sound may be shorter, and may have been read before the clip was open."""
        self._length_s = max(seconds, self._sound.seconds if self._sound else 0.0)
        self._redraw()

    def set_position(self, seconds: float) -> None:
        """Moves the playhead."""
        before, self._position_s = self._x(self._position_s), seconds
        if round(before) != round(self._x(seconds)):
            self.update()

    def show_marks(self, in_s: float | None, out_s: float | None) -> None:
        """What lies before in and behind out is dimmed; `None` is no mark."""
        self._in_s, self._out_s = in_s, out_s
        self.update()

    def show_faults(self, places: Sequence[tuple[float, float]]) -> None:
        """Where checks of the clip failed: begins and ends in seconds."""
        self._faults = tuple(places)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, 38)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._seek(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._seek(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._drawn = None

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tones = theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tones.sunken)
        painter.drawRoundedRect(QRectF(self.rect()), RADIUS, RADIUS)
        if self._sound is None or not len(self._sound.samples):
            painter.setPen(tones.muted)
            painter.setFont(theme.ui_font(8.5))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._note)
            return
        ahead, played = self._pictures(self._sound)
        x = self._x(self._position_s)
        painter.drawPixmap(0, 0, ahead)
        painter.setClipRect(QRectF(0, 0, x, self.height()))
        painter.drawPixmap(0, 0, played)
        painter.setClipping(False)
        self._paint_faults(painter)
        self._paint_marks(painter)
        painter.setPen(QPen(tones.text, 1.5))
        painter.drawLine(QLineF(x, 1, x, self.height() - 1))
        painter.setBrush(tones.text)
        painter.drawPolygon([QPointF(x - 4, 0), QPointF(x + 4, 0), QPointF(x, 5)])

    def _paint_faults(self, painter: QPainter) -> None:
        """A tint over each place, and a line below it that is seen however short it is."""
        tint = QColor(theme.current().doubt)
        for begin_s, end_s in self._faults:
            left, width = self._x(begin_s), max(3.0, self._x(end_s) - self._x(begin_s))
            painter.fillRect(QRectF(left, self.height() - 3, width, 3), tint)
            tint.setAlphaF(0.22)
            painter.fillRect(QRectF(left, 0, width, self.height() - 3), tint)
            tint.setAlphaF(1.0)

    def _paint_marks(self, painter: QPainter) -> None:
        tones, right = theme.current(), float(self.width())
        left_out = QColor(tones.sunken)
        left_out.setAlphaF(0.7)
        for at_s, begin, end in ((self._in_s, 0.0, None), (self._out_s, None, right)):
            if at_s is not None:
                x = self._x(at_s)
                box = QRectF(x if begin is None else begin, 0, (right - x) if end else x, self.height())
                painter.fillRect(box, left_out)
                painter.fillRect(QRectF(x - 1, 0, 2, self.height()), tones.accent)

    def _x(self, seconds: float) -> float:
        return seconds / self._length_s * self.width() if self._length_s else 0.0

    def _seek(self, event: QMouseEvent) -> None:
        if self._length_s and event.buttons() & Qt.MouseButton.LeftButton:
            share = min(max(event.position().x() / max(1, self.width()), 0.0), 1.0)
            self.sought.emit(share * self._length_s)

    def _redraw(self) -> None:
        self._drawn = None
        self.update()

    def _pictures(self, sound: Sound) -> tuple[QPixmap, QPixmap]:
        """The waveform twice, ahead of the playhead and played; repainted only after a resize."""
        if self._drawn is None:
            tones = theme.current()
            self._drawn = (
                self._picture(sound, QPen(blend(tones.panel, tones.muted, 0.65), 1)),
                self._picture(sound, QPen(tones.accent, 1)),
            )
        return self._drawn

    def _picture(self, sound: Sound, pen: QPen) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        width = max(1, int(self._x(sound.seconds)))
        low, high = (np.sign(part) * np.abs(part) ** SHAPE for part in sound.peaks(width))
        middle, reach = self.height() / 2, self.height() / 2 - 5
        painter = QPainter(picture)
        clipped = np.maximum(-low, high) >= CLIPPED_AT**SHAPE
        for is_clipped, own in ((False, pen), (True, QPen(theme.current().bad, 1))):
            painter.setPen(own)
            painter.drawLines(
                [
                    QLineF(x + 0.5, middle - high[x] * reach - 0.5, x + 0.5, middle - low[x] * reach + 0.5)
                    for x in np.flatnonzero(clipped == is_clipped).tolist()
                ]
            )
        painter.end()
        return picture
