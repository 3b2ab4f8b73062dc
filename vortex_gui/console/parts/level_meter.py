"""A level meter in decibels with peak hold, and a lamp that stays lit once the sound has clipped."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from vortex_gui.base.report.report import Loudness
from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import theme
from vortex_gui.console.look.tones import Tones
from vortex_gui.console.parts.labels.plain_text import set_tip

CLIPPED_AT = 0.999
"""Samples of this size or more count as clipped; 16-bit full scale is 0.99997."""
FLOOR_DB = -54.0
AMBER_DB = -12.0
RED_DB = -3.0
MOST_TRUE_PEAK_DB = -1.0
"""EBU R128's limit."""
HOLD_S = 1.5
FALL_DB_PER_S = 26.0
LAMP_WIDTH = 30


class LevelMeter(QWidget):
    """Fed with `show_level` some twenty times a second; `clock` gives seconds."""

    def __init__(self, parent: QWidget | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self.setObjectName("levelMeter")
        self.setAccessibleName(tr("Level"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedSize(132, 18)
        self._clock = clock
        self._seen_at = clock()
        self.level_db = FLOOR_DB
        self.held_db = FLOOR_DB
        self._held_at = 0.0
        self.clipped = False
        self._loudness: Loudness | None = None
        self._refresh_tip()

    def show_loudness(self, loudness: Loudness | None) -> None:
        """Shows what the whole sound measures: its true peak as a mark, both figures as a tip."""
        self._loudness = loudness
        self._refresh_tip()
        self.update()

    def show_level(self, peak: float, *, clipped: bool | None = None) -> None:
        """Takes the greatest absolute sample (1.0 is full scale) since the last call.

        `clipped` tells whether the sound itself clipped, whatever the volume; left out, `peak` decides.
        """
        now = self._clock()
        level = max(FLOOR_DB, 20 * math.log10(peak)) if peak > 0 else FLOOR_DB
        self.level_db = max(level, self.level_db - FALL_DB_PER_S * (now - self._seen_at))
        self._seen_at = now
        if level >= self.held_db or now - self._held_at > HOLD_S:
            self.held_db, self._held_at = max(level, FLOOR_DB), now
        if (peak >= CLIPPED_AT if clipped is None else clipped) and not self.clipped:
            self.clipped = True
            self._refresh_tip()
        self.update()

    def reset(self) -> None:
        """Puts the lamp out and lets bar and held peak fall to the floor."""
        self.clipped = False
        self._refresh_tip()
        self.fall_silent()

    def fall_silent(self) -> None:
        """Nothing is heard any more; the lamp stays, since it tells of what was."""
        self.level_db = self.held_db = FLOOR_DB
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.reset()

    def sizeHint(self) -> QSize:
        return QSize(132, 18)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tones = theme.current()
        bar = QRectF(0, 5, self.width() - LAMP_WIDTH - 6, 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.track())
        painter.drawRoundedRect(bar, 2, 2)
        zones = ((FLOOR_DB, AMBER_DB, tones.good), (AMBER_DB, RED_DB, tones.warn), (RED_DB, 0.0, tones.bad))
        for low, high, colour in zones:
            if self.level_db > low:
                right = _share(min(self.level_db, high))
                left = _share(low)
                painter.setBrush(colour)
                painter.drawRect(
                    QRectF(bar.left() + left * bar.width(), bar.top(), (right - left) * bar.width(), 8)
                )
        if self.held_db > FLOOR_DB:
            colour = (
                tones.bad if self.held_db > RED_DB else tones.warn if self.held_db > AMBER_DB else tones.text
            )
            x = bar.left() + _share(self.held_db) * bar.width()
            painter.fillRect(QRectF(min(x, bar.right() - 2), bar.top() - 2, 2, 12), colour)
        self._paint_true_peak(painter, bar, tones)
        self._paint_lamp(painter, tones)

    def _paint_true_peak(self, painter: QPainter, bar: QRectF, tones: Tones) -> None:
        peak = self._loudness.true_peak_db if self._loudness else None
        if peak is not None and peak > FLOOR_DB:
            x = bar.left() + _share(peak) * bar.width()
            colour = tones.bad if peak > MOST_TRUE_PEAK_DB else tones.muted
            painter.fillRect(QRectF(min(x, bar.right() - 1), bar.bottom() + 1, 1, 4), colour)

    def _paint_lamp(self, painter: QPainter, tones: Tones) -> None:
        lamp = QRectF(self.width() - LAMP_WIDTH, 1, LAMP_WIDTH, 16)
        painter.setPen(tones.bad if self.clipped else tones.line)
        painter.setBrush(tones.bad if self.clipped else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(lamp.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.setPen(tones.panel if self.clipped else tones.muted)
        painter.setFont(theme.ui_font(7, bold=True))
        painter.drawText(lamp, Qt.AlignmentFlag.AlignCenter, tr("OVER"))

    def _refresh_tip(self) -> None:
        text = tr("The sound has clipped. Click to reset.") if self.clipped else tr("Level and held peak")
        text = "\n".join(filter(None, (text, loudness_words(self._loudness))))
        set_tip(self, text)
        self.setAccessibleDescription(text)


def loudness_words(loudness: Loudness | None) -> str:
    """Integrated loudness and true peak of the whole sound; empty where they are not known."""
    if loudness is None or loudness.lufs is None or loudness.true_peak_db is None:
        return ""
    return tr(
        "Loudness {lufs:.1f} LUFS, true peak {peak:.1f} dBTP",
        lufs=loudness.lufs,
        peak=loudness.true_peak_db,
    )


def _share(level_db: float) -> float:
    return min(1.0, max(0.0, (level_db - FLOOR_DB) / -FLOOR_DB))
