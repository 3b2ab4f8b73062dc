"""The on-air strip: now, next and then, with picture, clock time and margin, readable across the room."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QHideEvent,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from vortex_gui.base.process.clock import steady_now
from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import icons, theme
from vortex_gui.console.look.style_sheet import RADIUS
from vortex_gui.console.look.tones import blend
from vortex_gui.console.look.wordings import longest_that_fits
from vortex_gui.console.parts.labels.plain_text import plain_tip
from vortex_gui.console.parts.turn_timer import Turn, TurnTimer
from vortex_gui.console.shell.status.actor_pictures import ActorPictures
from vortex_gui.console.shell.status.on_air import HEADS, Entry, entries
from vortex_gui.console.state.console_state import ConsoleState

LOW, TALL = 44, 58
"""Height in a low window, and in one that has room."""
TALL_FROM = 1050
PLACES = 3
PLACE_LEAST, PLACE_MOST = 88, 320
"""Width of a place, where the strip and the tally share no more than they need."""
WIDE_SHARE = 0.6
"""Share of a wide row that the strip has."""
PICTURED_FROM = 150
"""Width of a place that has a picture beside its words."""
GAP = 4
PAD = 5
TIMES = (16, 13, 11, 9.5, 8.5, 7.5)
"""Sizes of clock and margin; the largest that fits."""
BOTH_FROM = 9.5
"""Below this size the margin stands alone."""


class OnAirStrip(QWidget):
    """Three places side by side, or fewer; `chosen(slot_id)` when one with a slot is pressed."""

    chosen = Signal(int)

    def __init__(self, state: ConsoleState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._entries: tuple[Entry, ...] = ()
        self._height = TALL
        self._count = PLACES
        self._pictures = ActorPictures(state.preview, self)
        self._pictures.come.connect(self.update)
        self._ticking = TurnTimer(Turn.ON_AIR, self, period_ms=1000)
        self._ticking.timeout.connect(self.refresh)
        for signal in (
            state.rundown.changed,
            state.slots.order_changed,
            state.outlook.changed,
            state.slots.changed,
        ):
            signal.connect(self.refresh)
        state.preview.pictured.connect(self._on_pictured)
        theme.notifier().changed.connect(self.update)
        self.refresh()

    def fit(self, window_height: int) -> None:
        """Lower in a low window."""
        self._height = TALL if window_height >= TALL_FROM else LOW

    def height_wish(self) -> int:
        return self._height

    def widths_in(self, room: int) -> tuple[int, int]:
        """Least and most width of as many places as fit there; it shows so many from now on."""
        self._count = min(PLACES, max(0, room // PLACE_LEAST))
        most = max(self._count * PLACE_MOST, round(room * WIDE_SHARE)) if self._count else 0
        return self._count * PLACE_LEAST, most

    def refresh(self) -> None:
        """Paints only what has changed."""
        found = entries(self._state, steady_now())
        if found != self._entries:
            self._entries = found
            self.setAccessibleName(self.told())
            self.update()

    def told(self) -> str:
        """All of it as a sentence."""
        parts = [self._said(number) for number in range(len(self._entries))]
        return ". ".join(part for part in parts if part)

    def _said(self, number: int) -> str:
        entry = self._entries[number]
        if entry.is_empty:
            return ""
        return f"{tr(HEADS[number])}: " + ", ".join(filter(None, (entry.title, entry.clock, entry.margin)))

    def boxes(self) -> tuple[QRectF, ...]:
        """Where the three places stand."""
        if not self._count:
            return ()
        width = (self.width() - GAP * self._count) / self._count
        return tuple(QRectF(n * (width + GAP), 2, width, self.height() - 4) for n in range(self._count))

    def _on_pictured(self, slot_id: int) -> None:
        if any(entry.slot_id == slot_id and entry.folder is None for entry in self._entries):
            self.update()

    def _number_at(self, place: QPoint) -> int | None:
        return next((n for n, box in enumerate(self.boxes()) if box.contains(place.toPointF())), None)

    # ── painting ─────────────────────────────────────────────────────────────────────────

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for number, box in enumerate(self.boxes()):
            self._paint_entry(painter, box, number)
        painter.end()

    def _paint_entry(self, painter: QPainter, box: QRectF, number: int) -> None:
        tones, entry = theme.current(), self._entries[number]
        is_live = number == 0 and self._state.rundown.current is not None
        edge = tones.bad if is_live else tones.line
        painter.setPen(blend(tones.line, edge, 0.8))
        painter.setBrush(blend(tones.panel, edge, 0.10 if is_live else 0.0))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        inner = box.adjusted(PAD, 3, -PAD, -3)
        room = inner
        if box.width() >= PICTURED_FROM:
            side = min(inner.height(), inner.width() / 4)
            place = QRectF(inner.left(), inner.center().y() - side / 2, side, side)
            self._paint_picture(painter, place, entry)
            room = inner.adjusted(side + 8, 0, 0, 0)
        upper = QRectF(room.left(), room.top(), room.width(), room.height() * 0.58)
        lower = QRectF(room.left(), upper.bottom(), room.width(), room.bottom() - upper.bottom())
        self._paint_times(painter, upper, number, entry)
        painter.setFont(theme.ui_font(11 if self._is_big() else 9))
        painter.setPen(tones.muted if entry.is_empty else tones.text)
        _draw(painter, lower, entry.title or "–", Qt.AlignmentFlag.AlignLeft)

    def _paint_times(self, painter: QPainter, box: QRectF, number: int, entry: Entry) -> None:
        """The head at the left, the clock beside it, the margin at the right; what has no room gives way."""
        tones = theme.current()
        head = tr(HEADS[number]).upper()
        is_narrow = self.width() < self._count * PICTURED_FROM
        painter.setFont(theme.ui_font(9.5 if self._is_big() else 7.5 if is_narrow else 8, bold=True))
        painter.setPen(tones.bad if number == 0 and self._state.rundown.current else tones.muted)
        width = QFontMetricsF(painter.font()).horizontalAdvance(head) + 6
        _draw(painter, box, head, Qt.AlignmentFlag.AlignLeft)
        room = box.adjusted(width, 0, 0, 0)
        font, has_both = self._times_font(room, entry)
        painter.setFont(font)
        painter.setPen(tones.text)
        if has_both:
            _draw(painter, room, entry.clock, Qt.AlignmentFlag.AlignLeft)
        colour: QColor = getattr(tones, entry.tone)
        painter.setPen(colour if has_both or entry.alone == entry.margin else tones.text)
        alone = Qt.AlignmentFlag.AlignRight if entry.margin else Qt.AlignmentFlag.AlignLeft
        _draw(painter, room, entry.margin if has_both else _fitting(painter, room, entry), alone)

    def _times_font(self, room: QRectF, entry: Entry) -> tuple[QFont, bool]:
        """For clock and margin, and whether both have room."""
        for text, least in ((f"{entry.clock}  {entry.margin}", BOTH_FROM), (entry.alone, 0)):
            for size in TIMES[0 if self._is_big() else 1 :]:
                font = theme.ui_font(size, bold=True)
                if size >= least and QFontMetricsF(font).horizontalAdvance(text) + 2 <= room.width():
                    return font, least > 0
        return theme.ui_font(TIMES[-1], bold=True), False

    def _is_big(self) -> bool:
        """Whether there is room for figures that are readable across the room."""
        return self.height() > LOW and self.width() >= self._count * PICTURED_FROM

    def _paint_picture(self, painter: QPainter, box: QRectF, entry: Entry) -> None:
        tones = theme.current()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.track())
        painter.drawRoundedRect(box, 3, 3)
        image = self._pictures.picture(entry.slot_id, entry.folder) if not entry.is_empty else None
        if image is not None:
            painter.drawImage(box, image, _square(image))
        elif not entry.is_empty:
            icons.stamp(painter, box.center(), round(box.height() * 0.45), "preview", tones.faint)

    # ── Qt's own ─────────────────────────────────────────────────────────────────────────

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            number = self._number_at(event.pos())
            QToolTip.showText(
                event.globalPos(), plain_tip(self._said(number)) if number is not None else "", self
            )
            return True
        return bool(super().event(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        number = self._number_at(event.position().toPoint())
        slot_id = self._entries[number].slot_id if number is not None else None
        if event.button() is Qt.MouseButton.LeftButton and slot_id is not None:
            self.chosen.emit(slot_id)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ticking.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._ticking.stop()


def _fitting(painter: QPainter, room: QRectF, entry: Entry) -> str:
    """A clock without its seconds rather than cut."""
    metrics, alone = painter.fontMetrics(), entry.alone
    shorter = (alone, alone.rpartition(":")[0]) if alone == entry.clock else (alone,)
    return longest_that_fits(shorter, metrics.horizontalAdvance, room.width()) or alone


def _draw(painter: QPainter, box: QRectF, text: str, side: Qt.AlignmentFlag) -> None:
    cut = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
    painter.drawText(box, int(side | Qt.AlignmentFlag.AlignVCenter), cut)


def _square(image: QImage) -> QRectF:
    """The middle of a picture, cut square."""
    side = min(image.width(), image.height())
    return QRectF((image.width() - side) / 2, (image.height() - side) / 2, side, side)
