"""The stages of a slot on a time axis, a lane each, so that it is seen what overlapped."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from vortex_gui.base.report.report import StageTiming
from vortex_gui.base.stages import STAGES
from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import theme
from vortex_gui.console.look.labels import stage_label
from vortex_gui.console.look.tones import blend
from vortex_gui.console.parts.labels.plain_text import plain_tip
from vortex_gui.console.state.slots.stage_span import StageSpan

Span = StageSpan | StageTiming
"""Of a slot that runs, and of its report."""
LABELS = 84
"""Least width of the stages' names; longer languages need more."""
AXIS = 18
LANE = 18
HEIGHT = AXIS + LANE * len(STAGES)
RIGHT = 14
RUNNING, OVER = 0.35, 0.8
"""Share of a stage's colour in its bar; words can be read on both."""
MOST_BAR = 40
"""Height of a bar in a lane of any height."""


class TimelineView(QWidget):
    """Painted from `show_stages`; milliseconds after the slot's start."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timeline")
        self.setAccessibleName(tr("Stages on a time axis"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(220)
        self._spans: tuple[Span, ...] = ()
        self._now_ms: float | None = None
        self._due_ms: float | None = None
        self._target_ms: float | None = None
        theme.notifier().changed.connect(self.update)

    def show_stages(
        self,
        spans: Sequence[Span],
        *,
        now_ms: float | None = None,
        due_ms: float | None = None,
        target_ms: float | None = None,
    ) -> None:
        """Shows the stages; an open one reaches to `now_ms`. `due_ms` is the deadline, beside the target."""
        fresh = (tuple(spans), now_ms, due_ms, target_ms)
        if fresh != (self._spans, self._now_ms, self._due_ms, self._target_ms):
            self._spans, self._now_ms, self._due_ms, self._target_ms = fresh
            self.setAccessibleDescription("; ".join(self._sentence(span) for span in self._spans))
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(220, HEIGHT)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            row = int(event.pos().y() // self._lane())
            texts = [self._sentence(span) for span in self._spans if STAGES[row : row + 1] == (span.name,)]
            QToolTip.showText(event.globalPos(), plain_tip("\n".join(texts)), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        end_ms = self._end_ms()
        self._paint_axis(painter, end_ms)
        for span in self._spans:
            self._paint_span(painter, span, end_ms)
        tones = theme.current()
        self._paint_limit(painter, self._target_ms, end_ms, tr("target"), tones.warn, lane=1)
        self._paint_limit(painter, self._due_ms, end_ms, tr("deadline"), tones.bad, lane=0)

    def _paint_limit(
        self, painter: QPainter, at_ms: float | None, end_ms: float, name: str, colour: QColor, *, lane: int
    ) -> None:
        """A dashed line, where it lies within the axis; its name stands in a lane of its own."""
        if at_ms is None or at_ms > end_ms:
            return
        x = self._x(at_ms, end_ms)
        painter.setPen(QPen(colour, 1.5, Qt.PenStyle.DashLine))
        painter.drawLine(QLineF(x, 0, x, self.height() - AXIS))
        painter.setFont(theme.ui_font(8))
        room = QRectF(x - 90, lane * self._lane(), 86, self._lane())
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, name)

    def _end_ms(self) -> float:
        ends = [
            span.end_ms if span.end_ms is not None else self._now_ms or span.start_ms for span in self._spans
        ]
        end = max(ends, default=1000.0)
        near = [at for at in (self._due_ms, self._target_ms) if at is not None and at < end * 1.6]
        end = max(end, *(at * 1.02 for at in near)) if near else end
        return max(end, 100.0)

    def _lane(self) -> float:
        return (self.height() - AXIS) / len(STAGES)

    def _label_width(self) -> int:
        metrics = QFontMetrics(theme.ui_font(8))
        return max(LABELS, 8 + max(metrics.horizontalAdvance(stage_label(stage)) for stage in STAGES))

    def _x(self, at_ms: float, end_ms: float) -> float:
        labels = self._label_width()
        return labels + at_ms / end_ms * (self.width() - labels - RIGHT)

    def _paint_axis(self, painter: QPainter, end_ms: float) -> None:
        tones = theme.current()
        bottom = self.height() - AXIS
        painter.setFont(theme.ui_font(8))
        step = _step_s(end_ms / 1e3, max(2, (self.width() - self._label_width()) // 62))
        tick = 0.0
        while tick <= end_ms / 1e3 * 1.0001:
            x = round(self._x(tick * 1e3, end_ms)) + 0.5
            painter.setPen(blend(tones.panel, tones.line, 0.6))
            painter.drawLine(QLineF(x, 0, x, bottom + 3))
            painter.setPen(tones.muted)
            painter.drawText(
                QRectF(x - 30, bottom + 3, 60, AXIS - 3), Qt.AlignmentFlag.AlignCenter, f"{tick:g} s"
            )
            tick += step
        for row, stage in enumerate(STAGES):
            lane = QRectF(0, row * self._lane(), self._label_width() - 8, self._lane())
            seen = any(span.name == stage for span in self._spans)
            painter.setPen(tones.text if seen else tones.muted)
            painter.drawText(
                lane, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, stage_label(stage)
            )

    def _paint_span(self, painter: QPainter, span: Span, end_ms: float) -> None:
        if span.name not in STAGES:
            return
        tones = theme.current()
        running = span.end_ms is None
        end = (self._now_ms or span.start_ms) if span.end_ms is None else span.end_ms
        left, right = self._x(span.start_ms, end_ms), self._x(end, end_ms)
        middle, high = (STAGES.index(span.name) + 0.5) * self._lane(), min(self._lane() - 6, MOST_BAR)
        bar = QRectF(left, middle - high / 2, max(2.0, right - left), high)
        colour = tones.stages[span.name]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, 1, Qt.PenStyle.DotLine) if running else Qt.PenStyle.NoPen)
        painter.setBrush(blend(tones.panel, colour, RUNNING if running else OVER))
        painter.drawRoundedRect(bar, 2.5, 2.5)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setFont(theme.ui_font(8, bold=True))
        text = f"{(end - span.start_ms) / 1e3:.2f} s"
        if span.attempts > 1:
            text += " " + tr("({attempts} attempts)", attempts=span.attempts)
        self._paint_label(painter, bar, text, running)

    def _paint_label(self, painter: QPainter, bar: QRectF, text: str, running: bool) -> None:
        """Inside the bar where it fits, else beside it, where there is room."""
        tones = theme.current()
        width = QFontMetricsF(painter.font()).horizontalAdvance(text) + 10
        centre = Qt.AlignmentFlag.AlignVCenter
        if bar.width() >= width:
            painter.setPen(tones.text if running or not tones.dark else tones.sunken)
            painter.drawText(bar.adjusted(6, 0, 0, 0), centre, text)
            return
        painter.setPen(tones.muted)
        if bar.right() + width <= self.width():
            painter.drawText(QRectF(bar.right() + 5, bar.top(), width, bar.height()), centre, text)
        else:
            painter.drawText(QRectF(bar.left() - width, bar.top(), width, bar.height()), centre, text)

    def _sentence(self, span: Span) -> str:
        name = stage_label(span.name)
        if span.end_ms is None:
            return tr("{name}: since {start_ms:.2f} s", name=name, start_ms=span.start_ms / 1e3)
        seconds = (span.end_ms - span.start_ms) / 1e3
        return tr(
            "{name}: {start_ms:.2f} s to {end_ms:.2f} s, {seconds:.2f} s long",
            name=name,
            start_ms=span.start_ms / 1e3,
            end_ms=span.end_ms / 1e3,
            seconds=seconds,
        )


def _step_s(end_s: float, ticks: int) -> float:
    """Doubles past the table, so that no length asks for more ticks."""
    steps = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200)
    longer = 2.0 ** max(0, math.ceil(math.log2(max(1.0, end_s / (ticks * steps[-1])))))
    return next((float(step) for step in steps if end_s / step <= ticks), steps[-1] * longer)
