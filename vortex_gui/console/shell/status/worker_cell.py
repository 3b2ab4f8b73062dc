"""A cell of the strip of workers: what it says of a worker or a machine, and how it is painted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from vortex_gui.base.process.clock import steady_now
from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import icons, theme, words
from vortex_gui.console.look.place_labels import host_label, place_label, short_label
from vortex_gui.console.look.states import MACHINE, WORKER, StateLook
from vortex_gui.console.look.style_sheet import RADIUS
from vortex_gui.console.look.tones import blend
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.slots.known_slots import KnownSlot
from vortex_gui.console.state.slots.progress import share_done
from vortex_gui.console.state.workers.workers import WorkerSeat
from vortex_gui.engine.facts.machines import MachineFact

NARROW = 150
"""A cell below this width shows the number of its slot alone, at its right."""
MEMORY_TONES = {"under": "idle", "soft": "soft", "hard": "hard"}


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell shows; `worker` is empty for a machine without workers.

    Its sentence is worded only where it is asked for: a cell is made four times a second.
    """

    worker: str
    name: str
    short: str
    look: StateLook
    told: str
    slot: str
    say: Callable[[], str] = field(compare=False)
    is_grey: bool = False
    share: float | None = None
    memory: float | None = None
    memory_tone: str = "idle"

    @property
    def said(self) -> str:
        """The worker or the machine in a sentence."""
        return self.say()

    def in_points(self, width: float) -> Cell:
        """As it looks in a cell of this width: bars are as long as the points that they fill."""
        bars = (self.share, self.memory)
        share, memory = (None if part is None else float(round(part * width)) for part in bars)
        return replace(self, share=share, memory=memory)


def worker_cell(state: ConsoleState, seat: WorkerSeat) -> Cell:
    """Of a worker."""
    status, slot = seat.status, state.slots.running_at(seat.name)
    latest, limit = seat.memory.latest, seat.status.hard_limit_bytes
    look = WORKER[status.state]
    has_memory = latest is not None and limit is not None and limit > 0 and not seat.is_cut_off
    return Cell(
        seat.name,
        place_label(seat.name),
        short_label(seat.name),
        look,
        told=_since(look, status.since) if seat.is_cut_off else look.word,
        slot=str(slot.slot_id) if slot else "",
        say=partial(worker_said, seat, slot),
        is_grey=seat.is_cut_off,
        share=share_done(slot, steady_now()) if slot else None,
        memory=latest.used / limit if has_memory and latest and limit else None,
        memory_tone=MEMORY_TONES[seat.memory.level],
    )


def machine_cell(machine: MachineFact) -> Cell:
    """Of a machine whose workers are not known, since it could not be asked yet."""
    look, name = MACHINE[machine.state], host_label(machine.address)
    parts = (machine.address, look.word, machine.sentence)
    return Cell(
        "",
        name,
        name,
        look,
        told=_since(look, machine.since),
        slot="",
        say=lambda: " · ".join(part for part in parts if part),
        is_grey=True,
    )


def worker_said(seat: WorkerSeat, slot: KnownSlot | None) -> str:
    """A worker in a sentence, for its tooltip and for those who hear the window."""
    status, latest = seat.status, seat.memory.latest
    used = words.size(latest.used) if latest and not seat.is_cut_off else ""
    parts = (
        seat.name,
        status.device or "",
        WORKER[status.state].word,
        "" if status.ready else status.sentence,
        tr("slot {slot}", slot=slot.slot_id) if slot else "",
        tr("{used} of {limit}", used=used, limit=words.size(status.hard_limit_bytes)) if used else "",
    )
    return " · ".join(part for part in parts if part)


def paint_cell(painter: QPainter, box: QRectF, cell: Cell, *, is_chosen: bool, has_keys: bool) -> None:
    """Paints it; one that cannot be heard is grey, but for its lamp."""
    tones, colour = theme.current(), cell.look.colour
    painter.setPen(tones.accent if is_chosen else blend(tones.line, colour, 0.0 if cell.is_grey else 0.35))
    painter.setBrush(blend(tones.panel, colour, 0.0 if cell.is_grey else 0.16 if is_chosen else 0.08))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
    lamp = box.topLeft() + QPointF(13, 13)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(lamp, 7, 7)
    icons.stamp(painter, lamp, 10, cell.look.icon, tones.window)
    _paint_words(painter, box.adjusted(25, 3, -6, -15), cell)
    bars = QRectF(box.left() + 8, box.bottom() - 13, box.width() - 16, 4)
    _paint_bar(painter, bars, cell.share, cell.look.tone)
    _paint_bar(painter, bars.translated(0, 6), cell.memory, cell.memory_tone)
    if is_chosen and has_keys:
        painter.setPen(tones.text)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(2.5, 2.5, -2.5, -2.5), RADIUS - 1, RADIUS - 1)


def _paint_words(painter: QPainter, box: QRectF, cell: Cell) -> None:
    tones = theme.current()
    slot = tr("slot {slot}", slot=cell.slot) if cell.slot else ""
    told = f"{cell.name}  {slot or cell.told}"
    if box.width() < NARROW:
        told = cell.short
        painter.setFont(theme.ui_font(9))
        painter.setPen(tones.muted)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), cell.slot)
    painter.setFont(theme.ui_font(9, bold=True))
    painter.setPen(tones.muted if cell.is_grey else tones.text)
    cut = painter.fontMetrics().elidedText(told, Qt.TextElideMode.ElideRight, int(box.width()))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), cut)


def _paint_bar(painter: QPainter, track: QRectF, share: float | None, tone: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.track())
    painter.drawRoundedRect(track, 2, 2)
    if share:
        painter.setBrush(getattr(theme.current(), tone))
        painter.drawRoundedRect(
            QRectF(track.left(), track.top(), track.width() * min(1.0, share), track.height()), 2, 2
        )


def _since(look: StateLook, since: float) -> str:
    return tr("{state} since {time}", state=look.word, time=f"{datetime.fromtimestamp(since):%H:%M}")
