"""The memory dock: the live graph of the worker's memory against its limits, its spans, readings and export.

Imports pyqtgraph (0.5 s), so the main window imports this module and makes `MemoryView` only after its first
paint: `QTimer.singleShot(0, …)` from the first paint event, then `importlib` or a local import.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QVBoxLayout,
    QWidget,
)

from vortex_gui.console.look import theme
from vortex_gui.console.look.labels import stage_label
from vortex_gui.console.memory.axes import AgoAxis, ByteAxis
from vortex_gui.console.memory.export import MemoryExport
from vortex_gui.console.memory.items import STRIP_HEIGHT, OverlayItem, StackItem
from vortex_gui.console.memory.layers import LAYERS, OWN, stages_of
from vortex_gui.console.memory.legend import LegendRow, LegendView
from vortex_gui.console.memory.max_buckets import SPANS, Columns, Floats, Span
from vortex_gui.console.memory.past import MemoryPast
from vortex_gui.console.memory.readings import legend_rows, limit_lines
from vortex_gui.console.memory.slot_memory import SLOT_KEY
from vortex_gui.console.memory.tools import MemoryTools
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.intents import Intents
from vortex_gui.console.state.memory_samples import MemoryMark

REDRAW_MS = 250
SLOW_REDRAW_MS = 1000
"""For spans whose buckets are longer than this, only the open bucket can change."""
THREE_COLUMNS_WIDTH = 410
BESIDE_WIDTH = 560
BELOW_HEIGHT = 270
"""From this width on the legend stands beside the graph, from this height on below it."""
LEAST_HEIGHT = 160
LABEL_ROOM = 32.0
"""The hard limit stands so many points below the upper edge, so that its label and the marks have room."""
NEAR_DEVICE = 1.6
"""Below this ratio of device to hard limit the whole device is shown from the start."""


class MemoryView(QWidget):
    """Live memory, stacked by model, buffers, working memory, others and free.

    Takes samples also while hidden (a few microseconds each); paints only while visible and at most four
    times a second, whatever the history. `clock` gives epoch seconds; `folder` keeps finished slots' memory.
    """

    def __init__(
        self,
        state: ConsoleState,
        intents: Intents,
        parent: QWidget | None = None,
        *,
        clock: Callable[[], float] = time.time,
        folder: Path | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("memoryView")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._state = state
        self._intents = intents
        self._clock = clock
        self._past = MemoryPast(state.memory, self._hold_s(), folder, self)
        self._span = SPANS[1]
        self._follows_slot = False
        self._whole_device: bool | None = None
        self._columns: Columns | None = None
        self._cursor: int | None = None
        self._range_key: tuple[float, float, str] | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.redraw)
        self._build()
        self._refresh_slot_button()
        self.tools.show_span(self._span.key)
        state.memory.marked.connect(self._on_marked)
        state.memory.limits_changed.connect(self.redraw)
        state.settings_changed.connect(self._on_settings)
        state.selection.changed.connect(self._on_selected)
        self._past.slots.came.connect(self._on_selected)
        self._past.slots.want(state.selection.slot_id)
        theme.notifier().changed.connect(self._restyle)
        self._restyle()

    # ── what can be asked of it ──────────────────────────────────────────────────────────────

    @property
    def span(self) -> Span:
        return self._span

    @property
    def paused(self) -> bool:
        return self._past.paused

    def set_span(self, key: str) -> None:
        """Shows the last minute, five minutes, hour or day, by the key in `SPANS`."""
        self._span = next(span for span in SPANS if span.key == key)
        self._follows_slot = False
        self.tools.show_span(key)
        self._ago.edge = self.tr("held") if self.paused else self.tr("now")
        self._timer.setInterval(REDRAW_MS if self._span.bucket_s < 1 else SLOW_REDRAW_MS)
        self._cursor = None
        self._lay_out()
        self.redraw()

    def show_slot(self) -> None:
        """Shows the selected slot's own time, however long ago it was; nothing when it was not kept."""
        kept = self._past.slots.get(self._state.selection.slot_id)
        if kept is not None:
            self._span = kept.span
            self._follows_slot = True
            self.tools.show_span(SLOT_KEY)
            self._ago.edge = self.tr("end")
            self._cursor = None
            self._lay_out()
            self.redraw()

    def set_whole_device(self, whole: bool) -> None:
        """Scales to the whole device with other processes and free memory, or to the limits alone."""
        self._whole_device = whole
        self.redraw()

    def set_paused(self, paused: bool) -> None:
        """Holds the picture, in all spans; samples are still taken in."""
        self._past.set_paused(paused, self._clock())
        self.tools.pause.setChecked(paused)
        if self._span.key != SLOT_KEY:
            self._ago.edge = self.tr("held") if paused else self.tr("now")
        self._ago.picture = None
        self._ago.update()
        self.redraw()

    def reading(self) -> dict[str, float]:
        """Bytes by layer under the cursor, or at the newest bucket; empty without samples."""
        index = self._reading_index()
        if index is None or self._columns is None:
            return {}
        return dict(zip(LAYERS, (float(v) for v in self._columns.values[:, index]), strict=True))

    def legend_text(self) -> str:
        """The legend as lines of text."""
        return self.legend.text()

    def take_in(self, at: Floats, values: Floats, heights: Floats, bits: NDArray[np.uint8]) -> None:
        """Takes in many samples at once: moments, bytes (samples, layers), what ranks them, stage bits."""
        self._past.take_in(at, values, heights, bits)

    def put_cursor(self, column: int | None) -> None:
        """Reads the values of a column of the span shown; `None` reads the newest."""
        if column is not None:
            column = min(max(column, 0), self._span.columns - 1)
        if column != self._cursor:
            self._cursor = column
            self._refresh_reading()

    def repaint_now(self) -> None:
        """Paints graph and legend at once instead of with the next events; to measure what that costs."""
        self.plot.viewport().repaint()
        self.legend.repaint()

    # ── building ─────────────────────────────────────────────────────────────────────────────

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(theme.MARGIN, 6, theme.MARGIN, 6)
        outer.setSpacing(6)
        self.tools = MemoryTools(self)
        self.tools.span_chosen.connect(self._on_span_chosen)
        self.tools.scaled.connect(self.set_whole_device)
        self.tools.paused.connect(self.set_paused)
        outer.addWidget(self.tools)
        self._canvas = QWidget(self)
        self._canvas.setObjectName("panel")
        row = self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._canvas)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._plot_widget(), 1)
        self.legend = LegendView(self._canvas)
        row.addWidget(self.legend)
        outer.addWidget(self._canvas, 1)
        self.export = MemoryExport(self._intents, self._canvas, self._shown_columns, self)
        self.tools.add_export(self.export.ask_png, self.export.ask_csv)

    def _plot_widget(self) -> Any:
        self._ago, self._bytes = AgoAxis(), ByteAxis()
        self.plot = pg.PlotWidget(
            axisItems={"left": self._bytes, "bottom": self._ago}, enableMenu=False, background=None
        )
        self.plot.setAccessibleName(self.tr("Memory graph"))
        self.plot.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.plot.setFrameShape(self.plot.Shape.NoFrame)
        self.plot.setMinimumSize(220, 110)
        self.plot.hideButtons()
        self.plot.setMouseEnabled(False, False)
        self.plot.getPlotItem().setContentsMargins(0, 2, 16, 0)
        self._stack, self._overlay = StackItem(), OverlayItem()
        for item in (self._stack, self._overlay):
            self.plot.addItem(item, ignoreBounds=True)
        self.plot.scene().sigMouseMoved.connect(self._on_mouse_moved)
        self.plot.installEventFilter(self)
        self.plot.viewport().installEventFilter(self)
        return self.plot

    # ── what comes in ────────────────────────────────────────────────────────────────────────

    def _on_span_chosen(self, key: str) -> None:
        self.show_slot() if key == SLOT_KEY else self.set_span(key)

    def _on_settings(self) -> None:
        self._past.hold_s = self._hold_s()
        self.redraw()

    def _refresh_slot_button(self) -> None:
        slot_id = self._state.selection.slot_id
        reason = self.tr("No slot is selected.") if slot_id is None else ""
        if not reason and self._past.slots.get(slot_id) is None:
            reason = self.tr("No samples of this slot were kept.")
        self.tools.offer_slot(reason)

    def _on_marked(self, _: MemoryMark) -> None:
        self._refresh_slot_button()
        if self.isVisible() and not self.paused:
            self._overlay.update()

    def _on_selected(self, _: object) -> None:
        """The selection changed, or the memory of a slot of an earlier sitting came."""
        if self._past.slots.get(self._state.selection.slot_id) is None:
            self._past.slots.want(self._state.selection.slot_id)
        self._refresh_slot_button()
        if not self._follows_slot:
            self.redraw()
        elif self.tools.slot.isEnabled():
            self.show_slot()
        elif self._span.key == SLOT_KEY:
            self.set_span(SPANS[1].key)
            self._follows_slot = True

    def _on_mouse_moved(self, position: Any) -> None:
        box = self.plot.getViewBox()
        if not box.sceneBoundingRect().contains(position):
            self.put_cursor(None)
            return
        ago = box.mapSceneToView(position).x()
        self.put_cursor(int((ago / self._span.seconds + 1) * self._span.columns))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self.put_cursor(None)
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._on_key(event)
        return super().eventFilter(watched, event)

    def _on_key(self, event: QKeyEvent) -> bool:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_PageUp: -50, Qt.Key.Key_PageDown: 50}
        key = Qt.Key(event.key())
        if key in steps:
            start = self._span.columns - 1 if self._cursor is None else self._cursor
            self.put_cursor(start + steps[key])
        elif key == Qt.Key.Key_Escape:
            self.put_cursor(None)
        else:
            return False
        return True

    # ── painting ─────────────────────────────────────────────────────────────────────────────

    def redraw(self) -> None:
        """Reads the ring of the span shown and repaints; nothing while hidden."""
        if not self.isVisible():
            return
        self._columns = self._shown_columns()
        whole = self._shows_whole_device()
        top = self._top(whole)
        self._refresh_range(top)
        self._stack.show_columns(self._columns, len(LAYERS) if whole else OWN, top)
        overlay = self._overlay
        overlay.first = float(self._columns.starts[0])
        overlay.span_s, overlay.top = self._span.seconds, top
        overlay.limits, overlay.marks = limit_lines(self._state), self._state.memory.marks
        overlay.band = self._slot_band()
        overlay.hint = "" if self._columns.present.any() else self._hint()
        self._refresh_reading()

    def _shown_columns(self) -> Columns:
        return self._past.columns(self._span, self._state.selection.slot_id, self._clock())

    def _hold_s(self) -> float:
        return max(1.0, 2.5 / self._state.settings.memory.sample_hz)

    def _shows_whole_device(self) -> bool:
        total, hard = self._total(), self._state.memory.hard_limit_bytes
        whole = self._whole_device
        if whole is None:
            whole = bool(total and hard and total <= hard * NEAR_DEVICE)
        whole = whole and total is not None
        self.tools.offer_device(total, whole=whole)
        return whole

    def _total(self) -> int | None:
        latest = self._state.memory.latest
        return latest.total if latest else None

    def _top(self, whole: bool) -> float:
        """The graph's upper border in bytes, in round steps so that the scale keeps still."""
        assert self._columns is not None
        height = max(LABEL_ROOM * 2.0, self.plot.getViewBox().height() - STRIP_HEIGHT)
        hard = (self._state.memory.hard_limit_bytes or 0) / (1 - LABEL_ROOM / height)
        own = np.nansum(self._columns.values[:OWN], axis=0)
        need = max(hard, float(own.max(initial=0)) * 1.08)
        if whole:
            need = max(need, float(self._total() or 0) * 1.04)
        return need or 1e9

    def _refresh_range(self, top: float) -> None:
        height = self.plot.getViewBox().height()
        below = top * STRIP_HEIGHT / max(1.0, height - STRIP_HEIGHT)
        key = (top, below, self._span.key)
        if key != self._range_key:
            self._range_key = key
            self.plot.setRange(
                xRange=(-self._span.seconds, 0), yRange=(-below, top), padding=0, disableAutoRange=True
            )

    def _slot_band(self) -> tuple[float, float] | None:
        slot = self._state.selected_slot()
        if slot is None or slot.row.started_at is None:
            return None
        return slot.row.started_at, slot.row.ended_at or self._clock()

    def _hint(self) -> str:
        if self._state.worker.ready:
            return self.tr("No samples in this span.")
        return self.tr("Waiting for the worker's first sample …")

    def _refresh_reading(self) -> None:
        index = self._reading_index()
        self._overlay.cursor = None
        heading = self.tr("No samples")
        if index is not None and self._columns is not None:
            at = float(self._columns.at[index])
            if self._cursor is not None:
                self._overlay.cursor = float(self._columns.starts[index]) + self._span.bucket_s / 2
            stages = ", ".join(stage_label(s) for s in stages_of(int(self._columns.bits[index])))
            moment = f"{datetime.fromtimestamp(at):%H:%M:%S}"
            heading = f"{moment}  ·  {stages or self.tr('idle')}"
        self._overlay.update()
        self.legend.show_rows(heading, self._rows(index is not None))

    def _reading_index(self) -> int | None:
        if self._columns is None:
            return None
        if self._cursor is not None:
            return self._cursor if self._columns.present[self._cursor] else None
        present = np.flatnonzero(self._columns.present)
        return int(present[-1]) if len(present) else None

    def _rows(self, seen: bool) -> tuple[LegendRow, ...]:
        memory = self._state.memory
        return legend_rows(
            self.reading() if seen else None,
            memory.soft_limit_bytes,
            memory.hard_limit_bytes,
            drawn=len(LAYERS) if self.tools.device.isChecked() else OWN,
        )

    def _lay_out(self) -> None:
        self._range_key = None
        self._ago.picture = None

    def _restyle(self) -> None:
        tones = theme.current()
        for axis in (self._ago, self._bytes):
            axis.setPen(pg.mkPen(tones.line))
            axis.setTextPen(tones.muted)
            axis.setStyle(tickFont=theme.ui_font(8))
        self.plot.setBackground(tones.panel)
        self._stack.restyle()
        self.redraw()
        self.legend.update()

    def minimumSizeHint(self) -> QSize:
        """The graph alone: the legend gives way where there is no height for it."""
        return QSize(self.tools.minimumSizeHint().width() + 2 * theme.MARGIN, LEAST_HEIGHT)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start(REDRAW_MS if self._span.bucket_s < 1 else SLOW_REDRAW_MS)
        QTimer.singleShot(0, self, self.redraw)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_legend()
        QTimer.singleShot(0, self, self.redraw)

    def _place_legend(self) -> None:
        """Beside the graph where there is width, below it where there is height, else nowhere."""
        beside = self.width() >= BESIDE_WIDTH
        flow = QBoxLayout.Direction
        self._row.setDirection(flow.LeftToRight if beside else flow.TopToBottom)
        self.legend.set_columns(1 if beside else 3 if self.width() >= THREE_COLUMNS_WIDTH else 2)
        self.legend.setVisible(beside or self.height() >= BELOW_HEIGHT)
