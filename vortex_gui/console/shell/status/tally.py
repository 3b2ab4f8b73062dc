"""The tally: the worker's state, readable from across the room."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QFontMetricsF,
    QHideEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from vortex_gui.base.process.clock import steady_now
from vortex_gui.base.report.report import MEMORY_LEVELS, MemoryLevel
from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import icons, theme, words
from vortex_gui.console.look.labels import layer_label, phase_label, stage_label
from vortex_gui.console.look.place_labels import place_label
from vortex_gui.console.look.states import MEMORY, PAUSED, WARMING, WORKER, StateLook
from vortex_gui.console.look.style_sheet import RADIUS
from vortex_gui.console.look.tones import blend
from vortex_gui.console.look.wordings import longest_that_fits
from vortex_gui.console.parts.labels.plain_text import set_tip
from vortex_gui.console.parts.turn_timer import Turn, TurnTimer
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.slots.known_slots import KnownSlot
from vortex_gui.console.state.slots.progress import seconds_left, share_done
from vortex_gui.engine.facts.events import WorkerState
from vortex_gui.wire.protocol import LoadProgress

HEIGHT = 44
LEAST_WORDS = 70
"""Width from which on details are shown that do not fit whole; those of a ready worker never are."""
LAMP = 8
ICON = 12


class Tally(QWidget):
    """A lamp, the state in a word, and details; the bar below shows the running slot's progress.

    `clicked` when the operator presses it, to go to the running slot.
    """

    clicked = Signal()

    def __init__(self, state: ConsoleState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._ticking = TurnTimer(Turn.TALLY, self, period_ms=1000)
        self._ticking.timeout.connect(self._refresh)
        for signal in (
            state.worker.changed,
            state.slots.order_changed,
            state.slots.running_changed,
            state.operations.changed,
            state.memory.level_changed,
            state.workers.chosen_changed,
            theme.notifier().changed,
        ):
            signal.connect(self._refresh)
        state.slots.changed.connect(self._on_slot)
        state.slots.many_changed.connect(self._repaint)
        self._refresh()

    def sizeHint(self) -> QSize:
        return QSize(420, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(220, HEIGHT)

    def look(self) -> StateLook:
        """How the worker's state looks; a ready one may be warming up, its queue paused, its memory high."""
        worker = self._state.worker
        if worker.ready and (memory := MEMORY.get(self._level())) is not None:
            return memory
        if worker.state is WorkerState.READY and self._state.operations.since("warm_up") is not None:
            return WARMING
        if worker.state is WorkerState.READY and self._state.slots.paused:
            return PAUSED
        return WORKER[worker.state]

    def word(self) -> str:
        """The worker's state in one word."""
        return self.look().word.upper()

    def about(self) -> str:
        """The details beside the word: the slot, the model that loads, or the worker's own sentence."""
        return self.abouts()[0]

    def abouts(self) -> tuple[str, ...]:
        """The details in shorter and shorter wordings."""
        several = self._state.workers
        running = self._running()
        abouts = self._about_idle() if running is None else _about_slot(running)
        if not several.are_several:
            return abouts
        count = tr("{busy} of {all} at work", busy=several.at_work, all=len(several.seats))
        head = "" if self.look() is PAUSED else f"{place_label(several.chosen)}: "  # the queue is everybody's
        return (*(f"{count} · {head}{about}" for about in abouts), *abouts)

    def _about_idle(self) -> tuple[str, ...]:
        worker = self._state.worker
        if worker.state in (WorkerState.STARTING, WorkerState.LOADING):
            return _about_loading(worker.load, worker.sentence, words.clock(steady_now() - worker.since))
        if worker.ready and self._state.memory.level in MEMORY:
            return (self._idle_memory(),)
        if self.look() is PAUSED:
            count = len(self._state.slots.queue)
            whole = tr("1 slot is queued") if count == 1 else tr("{count} slots are queued", count=count)
            return (whole, tr("{queued} queued", queued=count))
        device = worker.device if worker.ready else ""
        return tuple(filter(None, (worker.sentence, device))) or ("",)

    def _idle_memory(self) -> str:
        memory, worker = self._state.memory, self._state.worker
        used = words.size(memory.latest.used if memory.latest else None)
        if memory.level == "hard":
            limit = words.size(worker.hard_limit_bytes)
            return tr("Idle memory alone, {used}, is over the hard limit of {limit}", used=used, limit=limit)
        limit = words.size(worker.soft_limit_bytes)
        return tr("Idle memory alone, {used}, is over the soft limit of {limit}", used=used, limit=limit)

    def _level(self) -> MemoryLevel:
        """The highest limit that memory is over now, or that the running slot has passed."""
        running = self._running()
        levels: set[MemoryLevel] = {self._state.memory.level, running.limit if running else "under"}
        return max(levels, key=MEMORY_LEVELS.index)

    def _running(self) -> KnownSlot | None:
        return self._state.running_here()

    def _share(self) -> float | None:
        running = self._running()
        if running is not None:
            return share_done(running, steady_now())
        load = self._state.worker.load
        if self._state.worker.state is WorkerState.LOADING and load is not None and load.total:
            within = (load.bytes_done or 0) / load.bytes_total if load.bytes_total else 0.0
            return (load.done + within) / load.total
        return None

    def _refresh(self) -> None:
        told = f"{self.word()}: {self.about()}"
        if told != self.accessibleName():
            self.setAccessibleName(told)
            live = self._running() is not None
            how = tr("Click to go to the running slot (L).")
            set_tip(self, f"{told}\n{how}" if live else told)
            self.setCursor(Qt.CursorShape.PointingHandCursor if live else Qt.CursorShape.ArrowCursor)
        self.update()

    def _on_slot(self, slot_id: int) -> None:
        """A step of another worker's slot changes nothing here."""
        running = self._running()
        if running is None or running.slot_id == slot_id:
            self.update()

    def _repaint(self) -> None:
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        tones, colour = theme.current(), self.look().colour
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(4.5, 2.5, -4.5, -2.5)
        painter.setPen(blend(tones.line, colour, 0.35))
        painter.setBrush(blend(tones.panel, colour, 0.10))
        painter.drawRoundedRect(box, RADIUS + 1, RADIUS + 1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(blend(tones.panel, colour, 0.35))
        lamp = QPointF(box.left() + 22, box.center().y())
        painter.drawEllipse(lamp, LAMP + 3, LAMP + 3)
        painter.setBrush(colour)
        painter.drawEllipse(lamp, LAMP, LAMP)
        icons.stamp(painter, lamp, ICON, self.look().icon, tones.window)
        self._paint_words(painter, box)
        self._paint_bar(painter, box, colour)
        painter.end()

    def _paint_words(self, painter: QPainter, box: QRectF) -> None:
        tones = theme.current()
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        big = theme.ui_font(14, bold=True)
        painter.setFont(big)
        painter.setPen(tones.text)
        left, word = box.left() + 42, self.word()
        painter.drawText(QRectF(left, box.top(), box.width(), box.height()), middle, word)
        left += QFontMetricsF(big).horizontalAdvance(word) + 16
        room = QRectF(left, box.top(), box.right() - left - 12, box.height())
        painter.setFont(theme.ui_font(11))
        painter.setPen(tones.muted)
        least = room.width() if self.look() is WORKER[WorkerState.READY] else LEAST_WORDS
        metrics = painter.fontMetrics()
        about = longest_that_fits(self.abouts(), metrics.horizontalAdvance, room.width())
        painter.drawText(room, middle, about or _shortened(self.abouts()[-1], metrics, room.width(), least))

    def _paint_bar(self, painter: QPainter, box: QRectF, colour: QColor) -> None:
        share = self._share()
        if share is None:
            return
        track = QRectF(box.left() + 10, box.bottom() - 5, box.width() - 20, 3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(blend(theme.current().panel, colour, 0.25))
        painter.drawRoundedRect(track, 1.5, 1.5)
        painter.setBrush(colour)
        painter.drawRoundedRect(
            QRectF(track.left(), track.top(), track.width() * min(1.0, share), track.height()), 1.5, 1.5
        )

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ticking.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._ticking.stop()


def _about_loading(load: LoadProgress | None, sentence: str, clock: str) -> tuple[str, ...]:
    """The model that loads and for how long; then without its bytes, then without its name."""
    wordings: list[tuple[str, ...]] = [(sentence, clock), (clock,)]
    if load is not None:
        subject = layer_label(load.role) if load.role else phase_label(load.phase)
        count = f"{load.done}/{load.total}"
        step, size = f"{subject} ({count})", _bytes_of(load) if load.bytes_total else ""
        wordings = [(step, size, clock), (step, clock), (count, clock)]
    return tuple(dict.fromkeys(" · ".join(filter(None, parts)) for parts in wordings))


def _about_slot(slot: KnownSlot) -> tuple[str, ...]:
    """Number, stage and time left; then without the stage, then without the number."""
    span = words.time_left(seconds_left(slot, steady_now()))
    left = tr("{span} left", span=span) if span[:1].isdigit() else span
    number, stage = tr("Slot {slot}", slot=slot.slot_id), stage_label(slot.stage) if slot.stage else ""
    wordings = (
        (number, stage, left),
        (number, stage, span),
        (number, left),
        (number, span),
        (span,),
        (number,),
    )
    told = (" · ".join(filter(None, parts)) for parts in wordings)
    return tuple(dict.fromkeys(filter(None, told)))


def _shortened(words: str, metrics: QFontMetrics, room: float, least: float) -> str:
    """With an ellipsis, or nothing where the room is no more than the least."""
    if room <= least and metrics.horizontalAdvance(words) > room:
        return ""
    return metrics.elidedText(words, Qt.TextElideMode.ElideRight, int(room))


def _bytes_of(load: LoadProgress) -> str:
    """How far a large model is: the step, its bytes, and the time left once it is known."""
    done, total = words.size(load.bytes_done), words.size(load.bytes_total)
    shown = tr("{phase} {done} of {total}", phase=phase_label(load.phase), done=done, total=total)
    if load.seconds_left is None:
        return shown
    left = words.clock(load.seconds_left)
    return f"{shown} · " + tr("{span} left", span=left)
