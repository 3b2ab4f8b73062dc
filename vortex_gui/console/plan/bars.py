"""Paints a plan as two bars: bytes against the limits, and time floors against the target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from vortex_gui.base.plan.plan_report import PlanReport
from vortex_gui.base.roles import ROLES
from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import theme, words
from vortex_gui.console.look.labels import layer_label, stage_label
from vortex_gui.console.look.role_colours import layer_colour
from vortex_gui.console.look.tones import blend
from vortex_gui.console.parts.labels.plain_text import plain_tip
from vortex_gui.console.plan.verdict import gigabytes

ROW, LEAST_ROW = 66, 48
"""Points that a bar has with its title and its marks' words; in a low dock it has less."""
TITLE, WORDS, GAP = 18, 15, 4
RIGHT = 84
"""Room for the words of a mark at the end of its bar."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a bar, with what its tooltip says."""

    name: str
    amount: float
    colour: QColor
    tip: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A line across a bar."""

    at: float
    text: str
    colour: QColor


@dataclass(frozen=True, slots=True)
class Bar:
    """Parts beside each other, marks across them, and the unit's text for the total."""

    title: str
    total: str
    parts: tuple[Part, ...]
    marks: tuple[Mark, ...]


class PlanBars(QWidget):
    """Shows the bars given to `show_plan`; hovering tells each part's figures."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Plan as bars"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 2 * LEAST_ROW)
        self.setMaximumHeight(2 * ROW)
        self._plan: PlanReport | None = None
        theme.notifier().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(560, 2 * LEAST_ROW)

    def show_plan(self, plan: PlanReport | None) -> None:
        """Takes a plan, or that there is none."""
        self._plan = plan
        self.setAccessibleDescription("; ".join(f"{bar.title} {bar.total}" for bar in self.bars()))
        self.update()

    @property
    def row_height(self) -> int:
        """Points from one bar to the next."""
        return self.height() // 2

    def bars(self) -> tuple[Bar, ...]:
        """What is painted, from top to bottom: no time without a card; empty without a plan."""
        if self._plan is None:
            return ()
        time = self._time(self._plan)
        return (self._memory(self._plan), time) if time.parts else (self._memory(self._plan),)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = event.pos().y() // max(1, self.row_height)
            bars = self.bars()
            tip = self._tip(bars[place], event.pos().x()) if place < len(bars) else ""
            QToolTip.showText(event.globalPos(), plain_tip(tip), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        row = self.row_height
        for place, bar in enumerate(self.bars()):
            self._paint_bar(painter, QRectF(0, place * row, self.width() - RIGHT, row), bar)

    def _memory(self, plan: PlanReport) -> Bar:
        tones = theme.current()
        parts = []
        for role in ROLES:
            own = [part for part in plan.components if part.role == role]
            tip = "\n".join(f"{part.name}: {gigabytes(part.bytes)}, {part.precision}" for part in own)
            amount = sum(part.bytes for part in own)
            parts.append(
                Part(layer_label(role), amount, layer_colour(role, tones), f"{gigabytes(amount)}\n{tip}")
            )
        for name, amount in (("buffers", plan.buffers_bytes), ("working", plan.working_bytes)):
            parts.append(Part(layer_label(name), amount, layer_colour(name, tones), gigabytes(amount)))
        marks = (
            Mark(
                plan.soft_limit_bytes,
                tr("soft {soft_limit_bytes}", soft_limit_bytes=gigabytes(plan.soft_limit_bytes)),
                tones.soft,
            ),
            Mark(
                plan.hard_limit_bytes,
                tr("hard {hard_limit_bytes}", hard_limit_bytes=gigabytes(plan.hard_limit_bytes)),
                tones.hard,
            ),
        )
        return Bar(tr("Memory"), gigabytes(plan.total_bytes), tuple(parts), marks)

    def _time(self, plan: PlanReport) -> Bar:
        tones = theme.current()
        parts = []
        for stage in plan.stages:
            if stage.floor_s is None or stage.flop is None or stage.bytes is None:
                continue
            tip = tr(
                "{floor_s:.2f} s at best\n{flop:.1f} TFLOP, {bytes}",
                floor_s=stage.floor_s,
                flop=stage.flop / 1e12,
                bytes=gigabytes(stage.bytes),
            )
            parts.append(Part(stage_label(stage.name), stage.floor_s, tones.stages[stage.name], tip))
        target = plan.deadline_s
        marks = (Mark(target, tr("target {target:.0f} s", target=target), tones.hard),) if target else ()
        total = plan.floor_s
        return Bar(
            tr("Time floor"), words.UNKNOWN if total is None else f"{total:.1f} s", tuple(parts), marks
        )

    def _top(self, bar: Bar) -> float:
        reach = max([sum(part.amount for part in bar.parts), *(mark.at for mark in bar.marks)])
        return reach * 1.03 or 1.0

    def _tip(self, bar: Bar, x: float) -> str:
        at, width = 0.0, self.width() - RIGHT
        for part in bar.parts:
            at += part.amount / self._top(bar) * width
            if x <= at:
                return f"{part.name}: {part.tip}"
        return ""

    def _paint_bar(self, painter: QPainter, box: QRectF, bar: Bar) -> None:
        tones = theme.current()
        title = QRectF(box.left(), box.top(), box.width(), TITLE)
        painter.setFont(theme.ui_font(9))
        painter.setPen(tones.muted)
        painter.drawText(title, Qt.AlignmentFlag.AlignVCenter, bar.title)
        used = QFontMetricsF(painter.font()).horizontalAdvance(bar.title) + 8
        painter.setFont(theme.ui_font(10, bold=True))
        painter.setPen(tones.text)
        painter.drawText(title.adjusted(used, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, bar.total)
        high = min(20.0, box.height() - TITLE - WORDS - GAP)
        track = QRectF(box.left(), box.top() + TITLE + GAP / 2, box.width(), high)
        painter.fillRect(track, blend(tones.panel, tones.line, 0.35))
        left, top = track.left(), self._top(bar)
        for part in bar.parts:
            width = part.amount / top * track.width()
            painter.fillRect(QRectF(left, track.top(), max(0.0, width - 1), high), part.colour)
            self._paint_name(painter, QRectF(left, track.top(), width, high), part)
            left += width
        self._paint_marks(painter, track, bar.marks, top)

    def _paint_name(self, painter: QPainter, box: QRectF, part: Part) -> None:
        painter.setFont(theme.ui_font(8.5, bold=True))
        if box.width() > QFontMetricsF(painter.font()).horizontalAdvance(part.name) + 10:
            painter.setPen(QColor("#10141a") if part.colour.lightness() > 105 else QColor("#f4f6fa"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, part.name)

    def _paint_marks(self, painter: QPainter, track: QRectF, marks: Sequence[Mark], top: float) -> None:
        """Lines with their words below: the first of several before its line, the others behind theirs."""
        painter.setFont(theme.ui_font(8.5))
        metrics = QFontMetricsF(painter.font())
        for place, mark in enumerate(marks):
            x = track.left() + mark.at / top * track.width()
            painter.setPen(QPen(mark.colour, 2))
            painter.drawLine(QLineF(x, track.top() - GAP / 2, x, track.bottom() + GAP / 2))
            width = metrics.horizontalAdvance(mark.text) + 4
            before = place == 0 and len(marks) > 1
            left = x - width if before else min(x, self.width() - width)
            painter.setPen(mark.colour)
            words_box = QRectF(left, track.bottom() + GAP / 2, width, WORDS)
            painter.drawText(words_box, Qt.AlignmentFlag.AlignCenter, mark.text)
