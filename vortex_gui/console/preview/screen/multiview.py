"""The pictures of all workers at work, side by side; each worker keeps its place while slots come and go."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHideEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from vortex_gui.base.process.clock import steady_now
from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import theme
from vortex_gui.console.look.labels import stage_label
from vortex_gui.console.look.place_labels import place_label, short_label
from vortex_gui.console.look.states import WORKER
from vortex_gui.console.look.wordings import longest_that_fits
from vortex_gui.console.parts.grid_keys import is_arrow, stepped
from vortex_gui.console.parts.turn_timer import REPAINT_MS, Turn, TurnTimer
from vortex_gui.console.preview.screen.video_view import BACKDROP
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.slots.known_slots import KnownSlot
from vortex_gui.console.state.slots.live_pictures import Picture
from vortex_gui.console.state.slots.progress import share_done
from vortex_gui.console.state.workers.workers import WorkerSeat

GAP, CAPTION, LINE = 6, 20, 3
WORDS, DIM, CHOSEN = QColor("#c3cad6"), QColor("#8b95a5"), QColor("#ffffff")
"""Words over the backdrop, which is black in every theme."""


@dataclass(slots=True)
class _Tile:
    """A slot's newest picture, decoded and scaled once for its place: other repaints cost neither."""

    taken_at: float = 0.0
    _jpeg: bytes = b""
    _image: QImage = field(default_factory=QImage)
    _fitted: QImage = field(default_factory=QImage)
    _fitted_to: tuple[QSize, float] = (QSize(), 1.0)

    def take(self, picture: Picture | None) -> None:
        """One that cannot be decoded leaves the one before."""
        if picture is None or picture.jpeg is self._jpeg:
            return
        self._jpeg = picture.jpeg
        image = QImage.fromData(picture.jpeg, "JPG")  # type: ignore[arg-type]  # takes text, its types say bytes
        if not image.isNull():
            self._image, self._fitted = image, QImage()

    def fitted(self, room: QSize, ratio: float) -> QImage:
        """The picture for a place of this size in points; null before the first."""
        if not self._image.isNull() and (self._fitted.isNull() or self._fitted_to != (room, ratio)):
            self._fitted_to = (room, ratio)
            keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            self._fitted = self._image.scaled(room * ratio, keep, smooth)
            self._fitted.setDevicePixelRatio(ratio)
        return self._fitted


class Multiview(QWidget):
    """`chosen(slot_id)` by a click or the arrow keys; `entered` by a double click or Enter.

    Its worker is then the one in sight.
    """

    chosen = Signal(int)
    entered = Signal()

    def __init__(self, state: ConsoleState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._tiles: defaultdict[int, _Tile] = defaultdict(_Tile)
        self.setAccessibleName(tr("Running slots"))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._repainting = TurnTimer(Turn.PICTURES, self)
        self._repainting.timeout.connect(self.update)
        state.preview.pictured.connect(self._take)
        state.selection.changed.connect(self._say)

    def seats(self) -> tuple[WorkerSeat, ...]:
        """The workers with a place here: those that make a slot, and those that could begin one."""
        busy = {slot.row.worker for slot in self._state.slots.running()}
        return tuple(seat for seat in self._state.workers.seats if seat.status.ready or seat.name in busy)

    def slots(self) -> tuple[KnownSlot, ...]:
        """The running slots in the order of their places."""
        return tuple(
            slot for seat in self.seats() if (slot := self._state.slots.running_at(seat.name)) is not None
        )

    def boxes(self) -> tuple[QRectF, ...]:
        """Where the places are: as large as all of them can be."""
        count = len(self.seats())
        if not count:
            return ()
        columns = max(range(1, count + 1), key=lambda each: self._side(count, each))
        rows = -(-count // columns)
        width = (self.width() - (columns - 1) * GAP) / columns
        height = (self.height() - (rows - 1) * GAP) / rows
        return tuple(
            QRectF(n % columns * (width + GAP), n // columns * (height + GAP), width, height)
            for n in range(count)
        )

    def _take(self, slot_id: int) -> None:
        """Decodes a picture as it comes, so that those of many workers do not come in one burst."""
        if not self.isVisible():
            return
        tile, now = self._tiles[slot_id], steady_now()
        if now - tile.taken_at >= REPAINT_MS / 1e3:
            tile.taken_at = now
            tile.take(self._state.preview.latest(slot_id))

    def _side(self, count: int, columns: int) -> float:
        """The largest square picture with so many columns."""
        rows = -(-count // columns)
        return min(
            (self.width() - (columns - 1) * GAP) / columns,
            (self.height() - (rows - 1) * GAP) / rows - CAPTION,
        )

    def _say(self) -> None:
        slot = self._state.selected_slot()
        said = tr("Slot {slot} on {worker}", slot=slot.slot_id, worker=slot.row.worker) if slot else ""
        self.setAccessibleDescription(said)
        self.update()

    def _choose(self, slot: KnownSlot) -> None:
        self.chosen.emit(slot.slot_id)
        self._state.workers.choose(slot.row.worker)

    # ── painting ─────────────────────────────────────────────────────────────────────────

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), BACKDROP)
        seats = self.seats()
        slots = [self._state.slots.running_at(seat.name) for seat in seats]
        for seat, slot, box in zip(seats, slots, self.boxes(), strict=True):
            self._paint_place(painter, box, seat, slot)
        painter.end()
        for slot_id in self._tiles.keys() - {slot.slot_id for slot in slots if slot is not None}:
            del self._tiles[slot_id]

    def _paint_place(self, painter: QPainter, box: QRectF, seat: WorkerSeat, slot: KnownSlot | None) -> None:
        room = box.adjusted(0, 0, 0, -CAPTION)
        below = room.bottom()
        image = self._fitted(slot, room.size().toSize()) if slot else QImage()
        if not image.isNull():
            picture = QRectF(QPointF(0, 0), image.deviceIndependentSize())
            picture.moveCenter(room.center())
            painter.drawImage(picture.topLeft().toPoint(), image)
            below = picture.bottom()
        self._paint_caption(painter, QRectF(box.left(), below, box.width(), CAPTION), seat, slot)
        if slot is not None and slot.slot_id == self._state.selection.slot_id:
            painter.setPen(CHOSEN if self.hasFocus() else theme.current().accent)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for inset in (0.5, 1.5):
                painter.drawRect(box.adjusted(inset, inset, -inset, -inset))

    def _fitted(self, slot: KnownSlot, room: QSize) -> QImage:
        tile = self._tiles[slot.slot_id]
        tile.take(self._state.preview.latest(slot.slot_id))
        return tile.fitted(room, self.devicePixelRatioF())

    def _paint_caption(
        self, painter: QPainter, box: QRectF, seat: WorkerSeat, slot: KnownSlot | None
    ) -> None:
        tones = theme.current()
        colour = tones.stages.get(slot.stage or "", tones.accent) if slot else tones.idle
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(QPointF(box.left() + 11, box.center().y()), 3.5, 3.5)
        painter.setFont(theme.ui_font(8.5, bold=slot is not None))
        painter.setPen(WORDS if slot else DIM)
        room = box.adjusted(20, 0, -6, -LINE)
        width_of = painter.fontMetrics().horizontalAdvance
        told = longest_that_fits(_captions(seat, slot), width_of, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), told)
        share = share_done(slot, steady_now()) if slot else None
        if share:
            line = QRectF(box.left(), box.bottom() - LINE, box.width() * share, LINE)
            painter.fillRect(line, colour)

    # ── Qt's own ─────────────────────────────────────────────────────────────────────────

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 140)

    def sizeHint(self) -> QSize:
        return QSize(420, 140)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for seat, box in zip(self.seats(), self.boxes(), strict=True):
            slot = self._state.slots.running_at(seat.name)
            if slot is not None and box.contains(event.position()):
                self._choose(slot)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.entered.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        slots = self.slots()
        key, at = event.key(), self._state.selected_slot()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif is_arrow(key) and at in slots:
            self._choose(slots[stepped(key, slots.index(at), len(slots), self.boxes())])
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._say()
        self._repainting.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._repainting.stop()


def _captions(seat: WorkerSeat, slot: KnownSlot | None) -> tuple[str, ...]:
    """What stands below a picture, the fullest first."""
    name = place_label(seat.name)
    if slot is None:
        return f"{name}  {WORKER[seat.status.state].word}", name, short_label(seat.name)
    number = slot.slot_id
    doing = stage_label(slot.stage) if slot.stage else tr("Starting")
    return (
        tr("Slot {slot} · {worker} · {stage}", slot=number, worker=name, stage=doing),
        tr("Slot {slot} · {worker}", slot=number, worker=name),
        tr("Slot {slot}", slot=number),
        str(number),
    )
