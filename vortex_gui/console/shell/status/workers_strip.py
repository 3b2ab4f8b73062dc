"""The strip of all workers: device, state, slot, progress, memory against its limits, each at a glance."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from vortex_gui.base.process.clock import steady_now
from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import icons, theme, words
from vortex_gui.console.look.states import WORKER
from vortex_gui.console.look.style_sheet import RADIUS
from vortex_gui.console.look.tones import blend
from vortex_gui.console.parts.plain_text import plain_tip
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.known_slots import KnownSlot
from vortex_gui.console.state.progress import share_done
from vortex_gui.console.state.workers import WorkerSeat

HEIGHT = 40
STEPS: Mapping[int, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
GAP = 4
REPAINT_MS = 250
"""Samples of sixteen workers come 160 times a second; the strip shows the newest so often."""
NARROW = 150
"""A cell below this width shows the number of its slot alone."""


class WorkersStrip(QWidget):
    """A cell for each worker, side by side; `chosen(name)` by a click or the arrow keys."""

    chosen = Signal(str)

    def __init__(self, state: ConsoleState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.setAccessibleName(tr("Workers"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._repainting = QTimer(self, interval=REPAINT_MS)
        self._repainting.timeout.connect(self.update)
        state.workers.changed.connect(self.refresh)
        theme.notifier().changed.connect(self.update)
        self.refresh()

    def sizeHint(self) -> QSize:
        return QSize(640, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, HEIGHT)

    def refresh(self) -> None:
        """Says the chosen one of several aloud, and paints."""
        workers = self._state.workers
        self.setAccessibleDescription(self.said(workers.chosen) if workers.are_several else "")
        self.update()

    def said(self, name: str) -> str:
        """A worker in a sentence, for its tooltip and for those who hear the window."""
        seat = self._state.workers.seat(name)
        if seat is None:
            return ""
        status, slot = seat.status, self._state.slots.running_at(name)
        parts = [
            name,
            status.device or "",
            WORKER[status.state].word,
            tr("slot {slot}", slot=slot.slot_id) if slot else "",
            self._memory_words(seat),
        ]
        return " · ".join(part for part in parts if part)

    def boxes(self) -> tuple[QRectF, ...]:
        """Where the cells stand: all of them fit."""
        count = len(self._state.workers.seats)
        width = (self.width() - 8 - (count - 1) * GAP) / count
        return tuple(QRectF(4 + n * (width + GAP), 1, width, HEIGHT - 3) for n in range(count))

    def _memory_words(self, seat: WorkerSeat) -> str:
        latest = seat.memory.latest
        if latest is None:
            return ""
        limit = words.size(seat.status.hard_limit_bytes)
        return tr("{used} of {limit}", used=words.size(latest.used), limit=limit)

    # ── painting ─────────────────────────────────────────────────────────────────────────

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for seat, box in zip(self._state.workers.seats, self.boxes(), strict=True):
            self._paint_cell(painter, box, seat)
        painter.end()

    def _paint_cell(self, painter: QPainter, box: QRectF, seat: WorkerSeat) -> None:
        tones, look = theme.current(), WORKER[seat.status.state]
        is_chosen = seat.name == self._state.workers.chosen
        painter.setPen(tones.accent if is_chosen else blend(tones.line, look.colour, 0.35))
        painter.setBrush(blend(tones.panel, look.colour, 0.16 if is_chosen else 0.08))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        lamp = box.topLeft() + QPointF(13, 13)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour)
        painter.drawEllipse(lamp, 7, 7)
        icons.stamp(painter, lamp, 10, look.icon, tones.window)
        slot = self._state.slots.running_at(seat.name)
        self._paint_words(painter, box.adjusted(25, 3, -6, -15), seat, slot)
        bars = QRectF(box.left() + 8, box.bottom() - 13, box.width() - 16, 4)
        share = share_done(slot, steady_now()) if slot else None
        self._paint_bar(painter, bars, share, look.tone)
        self._paint_bar(painter, bars.translated(0, 6), _memory_share(seat), _memory_tone(seat))
        if is_chosen and self.hasFocus():
            painter.setPen(tones.text)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(2.5, 2.5, -2.5, -2.5), RADIUS - 1, RADIUS - 1)

    def _paint_words(self, painter: QPainter, box: QRectF, seat: WorkerSeat, slot: KnownSlot | None) -> None:
        tones = theme.current()
        short = seat.name.rpartition("-")[2]
        told = WORKER[seat.status.state].word if slot is None else tr("slot {slot}", slot=slot.slot_id)
        if box.width() < NARROW:
            told = f"{short}  {slot.slot_id}" if slot else short
        else:
            told = f"{seat.name}  {told}"
        painter.setFont(theme.ui_font(9, bold=True))
        painter.setPen(tones.text)
        cut = painter.fontMetrics().elidedText(told, Qt.TextElideMode.ElideRight, int(box.width()))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), cut)

    def _paint_bar(self, painter: QPainter, track: QRectF, share: float | None, tone: str) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.track())
        painter.drawRoundedRect(track, 2, 2)
        if share:
            painter.setBrush(getattr(theme.current(), tone))
            painter.drawRoundedRect(
                QRectF(track.left(), track.top(), track.width() * min(1.0, share), track.height()), 2, 2
            )

    # ── Qt's own ─────────────────────────────────────────────────────────────────────────

    def _name_at(self, place: QPoint) -> str | None:
        for seat, box in zip(self._state.workers.seats, self.boxes(), strict=True):
            if box.contains(place.toPointF()):
                return seat.name
        return None

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            name = self._name_at(event.pos())
            QToolTip.showText(event.globalPos(), plain_tip(self.said(name)) if name else "", self)
            return True
        return bool(super().event(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        name = self._name_at(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and name is not None:
            self.chosen.emit(name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = STEPS.get(event.key())
        if step is None:
            super().keyPressEvent(event)
            return
        names = [seat.name for seat in self._state.workers.seats]
        at = names.index(self._state.workers.chosen) + step
        self.chosen.emit(names[max(0, min(at, len(names) - 1))])

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._repainting.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._repainting.stop()


def _memory_share(seat: WorkerSeat) -> float | None:
    latest, limit = seat.memory.latest, seat.status.hard_limit_bytes
    return latest.used / limit if latest is not None and limit else None


def _memory_tone(seat: WorkerSeat) -> str:
    return {"under": "idle", "soft": "soft", "hard": "hard"}[seat.memory.level]
