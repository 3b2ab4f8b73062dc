"""The memory dock: which span is shown, what is read from it, and the legend, tools and graph around it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vortex_gui.base.process.clock import steady_now
from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import theme
from vortex_gui.console.memory.all_workers import AllWorkers
from vortex_gui.console.memory.cursor_reading import CursorReading
from vortex_gui.console.memory.device_scale import DeviceScale
from vortex_gui.console.memory.drawing.canvas import Drawing, MemoryCanvas
from vortex_gui.console.memory.drawing.legend import LegendRow
from vortex_gui.console.memory.export import MemoryExport
from vortex_gui.console.memory.kept.layers import LAYERS, OWN
from vortex_gui.console.memory.kept.max_buckets import SPANS, Floats, Span
from vortex_gui.console.memory.kept.past import MemoryPast
from vortex_gui.console.memory.kept.pasts import WorkerPasts
from vortex_gui.console.memory.kept.slot_memory import SLOT_KEY, SlotMemories
from vortex_gui.console.memory.readings import legend_rows, limit_lines, no_samples
from vortex_gui.console.memory.shown_time import ShownTime
from vortex_gui.console.memory.small_drawings import SmallDrawings
from vortex_gui.console.memory.tools import MemoryTools
from vortex_gui.console.parts.private_ini import keep, kept, private_ini
from vortex_gui.console.parts.turn_timer import REPAINT_MS, Turn, TurnTimer
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.intents import Intents
from vortex_gui.console.state.workers.memory_samples import MemoryMark

SLOW_REDRAW_MS = 1000
"""For spans whose buckets are longer than this, only the open bucket can change."""
LEAST_HEIGHT = 160
ALL_KEY = "all workers"


class MemoryView(QWidget):
    """Live memory, stacked by model, buffers, working memory, others and free.

    Takes samples also while hidden (a few microseconds each); paints only while visible and at most four
    times a second, whatever the history. `clock` gives epoch seconds; `folder` keeps finished slots' memory,
    `choice_file` whether all workers are shown side by side.
    """

    def __init__(
        self,
        state: ConsoleState,
        intents: Intents,
        parent: QWidget | None = None,
        *,
        clock: Callable[[], float] = steady_now,
        folder: Path | None = None,
        choice_file: Path | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("memoryView")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._state = state
        self._intents = intents
        self._clock = clock
        self._pasts = WorkerPasts(state.workers, self._hold_s(), folder, self)
        self._time = ShownTime(self._past, lambda: state.selection.slot_id, clock)
        self._follows_slot = False
        self._file = private_ini(choice_file) if choice_file is not None else None
        self._wants_all = kept(self._file, ALL_KEY) == "true"
        self._timer = TurnTimer(Turn.GRAPH, self)
        self._timer.timeout.connect(self._redraw_one)
        self._build()
        self._refresh_all()
        self._refresh_slot_button()
        self.tools.show_span(self._time.span.key)
        self._pasts.marked.connect(self._on_marked)
        self._pasts.limits_changed.connect(self._redraw_one)
        self._pasts.came.connect(self._on_selected)
        self._pasts.changed.connect(self._on_other_worker)
        state.workers.begun.connect(self._refresh_all)
        state.settings_changed.connect(self._on_settings)
        state.selection.changed.connect(self._on_selected)
        self._slots.want(state.selection.slot_id)
        theme.notifier().changed.connect(self._restyle)
        self._restyle()

    @property
    def _past(self) -> MemoryPast:
        """Of the worker in sight."""
        return self._pasts.shown

    @property
    def _slots(self) -> SlotMemories:
        """Of the worker that made the selected slot."""
        return self._pasts.of(self._state.selected_slot()).slots

    # ── what can be asked of it ──────────────────────────────────────────────────────────────

    @property
    def span(self) -> Span:
        return self._time.span

    @property
    def paused(self) -> bool:
        return self._past.paused

    def set_span(self, key: str) -> None:
        """Shows the last minute, five minutes, hour or day, by the key in `SPANS`."""
        self._choose(next(span for span in SPANS if span.key == key))
        self._follows_slot = False

    def show_slot(self) -> None:
        """Shows the selected slot's own time, with the worker that made it; nothing when it was not kept."""
        kept = self._slots.get(self._state.selection.slot_id)
        if kept is not None:
            if (slot := self._state.selected_slot()) is not None:
                self._state.workers.choose(slot.row.worker)
            self.show_all(False)
            self._choose(kept.span)
            self._follows_slot = True

    def show_all(self, wants_all: bool) -> None:
        """Shows several workers side by side, or the chosen one alone; holds for the next ones, too."""
        self._wants_all = wants_all
        self._refresh_all()

    def zoom(self, factor: float, share: float) -> None:
        """Shows so many times the time; the moment at this share of the width stays where it is."""
        self._time.zoom(factor, share)
        self._show_other_time()

    def drag(self, share: float) -> None:
        """Goes along time by this share of the width, to the later where it is positive."""
        self._time.drag(share)
        self._show_other_time()

    def unzoom(self) -> None:
        """Shows the whole span again."""
        self._time.whole()
        self._show_other_time()

    def set_whole_device(self, whole: bool) -> None:
        """Scales to the whole device with other processes and free memory, or to the limits alone."""
        self._scale.wish(whole)
        self.redraw()

    def set_paused(self, paused: bool) -> None:
        """Holds the picture, in all spans; samples are still taken in."""
        self._pasts.set_paused(paused, self._clock())
        self.tools.pause.setChecked(paused)
        self.redraw()

    def keep(self) -> None:
        """Writes what the spans hold, for the next sitting; another console's data folder is left alone."""
        if not self._state.read_only:
            self._pasts.keep()

    def reading(self) -> dict[str, float]:
        """Bytes by layer under the cursor, or at the newest bucket; empty without samples."""
        return self._reading.values()

    def take_in(self, at: Floats, values: Floats, heights: Floats, bits: NDArray[np.uint8]) -> None:
        """Takes in many samples at once: moments, bytes (samples, layers), what ranks them, stage bits."""
        self._past.take_in(at, values, heights, bits)

    def put_cursor(self, column: int | None) -> None:
        """Reads the values of a column of the span shown; `None` reads the newest."""
        self._reading.put(column)

    def repaint_now(self) -> None:
        """Paints graph and legend at once instead of with the next events; to measure what that costs."""
        self.graph.viewport().repaint()
        self.canvas.legend.repaint()

    # ── building ─────────────────────────────────────────────────────────────────────────────

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(theme.MARGIN, 6, theme.MARGIN, 6)
        outer.setSpacing(6)
        self.tools = MemoryTools(self)
        self._scale = DeviceScale(self.tools)
        self.tools.span_chosen.connect(self._on_span_chosen)
        self.tools.all_wanted.connect(self._on_all_wanted)
        self.tools.scaled.connect(self.set_whole_device)
        self.tools.paused.connect(self.set_paused)
        outer.addWidget(self.tools)
        self.canvas = MemoryCanvas(self)
        self.graph, self.legend = self.canvas.graph, self.canvas.legend
        self._reading = CursorReading(self.canvas, self._time, self._rows)
        self.graph.pointed_at.connect(self.put_cursor)
        self.graph.stepped.connect(self._reading.step)
        self.graph.zoomed.connect(self.zoom)
        self.graph.dragged.connect(self.drag)
        self.graph.unzoomed.connect(self.unzoom)
        outer.addWidget(self.canvas, 1)
        drawings = SmallDrawings(self._state, self._pasts, self._time)
        self.all = AllWorkers(self._state.workers, drawings.of, drawings.said, self)
        self.all.entered.connect(self.tools.all.click)
        outer.addWidget(self.all, 1)
        self.export = MemoryExport(self._intents, self.canvas, self.all, self._time.columns, self)
        self.tools.add_export(self.export.ask_png, self.export.ask_csv)

    # ── what comes in ────────────────────────────────────────────────────────────────────────

    def _on_span_chosen(self, key: str) -> None:
        self.show_slot() if key == SLOT_KEY else self.set_span(key)

    def _on_all_wanted(self, wants_all: bool) -> None:
        self.show_all(wants_all)
        keep(self._file, {ALL_KEY: str(wants_all).lower()})

    def _refresh_all(self) -> None:
        """A slot's own time is that of one worker, and so is the whole of a device."""
        are_several = self._state.workers.are_several
        shown = are_several and self._wants_all
        if shown and self._time.is_slot:
            self.set_span(SPANS[1].key)
        self._follows_slot = self._follows_slot and not shown
        self.tools.offer_all(are_several=are_several, shown=shown)
        self.canvas.setVisible(not shown)
        self.all.setVisible(shown)
        self.redraw()

    def _on_settings(self) -> None:
        self._pasts.hold(self._hold_s())
        self.redraw()

    def _choose(self, span: Span) -> None:
        self._time.choose(span)
        self.tools.show_span(span.key)
        for timer in (self._timer, self.all):
            timer.set_period(self._redraw_ms())
        self._show_other_time()

    def _show_other_time(self) -> None:
        self._reading.forget()
        self.redraw()

    def _redraw_ms(self) -> int:
        return REPAINT_MS if self._time.span.bucket_s < 1 else SLOW_REDRAW_MS

    def _refresh_slot_button(self) -> None:
        slot_id = self._state.selection.slot_id
        reason = tr("No slot is selected.") if slot_id is None else ""
        if not reason and self._slots.get(slot_id) is None:
            reason = tr("No samples of this slot were kept.")
        self.tools.offer_slot(reason)

    def _on_other_worker(self) -> None:
        """Its slots' own times are its own: of a slot of another worker the live graph is shown."""
        self._time.look_at(self._past)
        if self._time.is_slot and self._pasts.of(self._state.selected_slot()) is not self._past:
            self.set_span(SPANS[1].key)
        self._on_selected(None)
        self._reading.forget()
        self._redraw_one()

    def _on_marked(self, _: MemoryMark) -> None:
        self._refresh_slot_button()
        if self.isVisible() and not self.paused:
            self.graph.repaint_marks()

    def _on_selected(self, _: object) -> None:
        """The selection changed, or the memory of a slot of an earlier sitting came."""
        if self._slots.get(self._state.selection.slot_id) is None:
            self._slots.want(self._state.selection.slot_id)
        self._refresh_slot_button()
        if not self._follows_slot:
            self._redraw_one()
        elif self.tools.slot.isEnabled():
            self.show_slot()
        elif self._time.is_slot:
            self.set_span(SPANS[1].key)
            self._follows_slot = True

    # ── painting ─────────────────────────────────────────────────────────────────────────────

    def redraw(self) -> None:
        """Reads the rings of the span shown and repaints; nothing while hidden."""
        self.all.draw_all()
        self._redraw_one()

    def _redraw_one(self) -> None:
        """The graph of the chosen worker, where that is in sight."""
        if not self.canvas.isVisible():
            return
        columns = self._time.columns()
        memory, settings = self._past.history, self._state.settings
        device_bytes = self._scale.device_bytes(memory)
        self.canvas.show_span(self._time.shown, self._time.scale())
        self.canvas.draw(
            Drawing(
                columns,
                layers=OWN if device_bytes is None else len(LAYERS),
                hard_bytes=memory.hard_limit_bytes,
                device_bytes=device_bytes,
                limits=limit_lines(memory, clears=settings.pipeline.clear_cache_over_soft),
                marks=memory.marks,
                band=self._slot_band(),
                hint="" if columns.present.any() else no_samples(ready=self._state.worker.ready),
            )
        )
        self._reading.show(columns)

    def _hold_s(self) -> float:
        return max(1.0, 2.5 / self._state.settings.memory.sample_hz)

    def _slot_band(self) -> tuple[float, float] | None:
        slot = self._state.selected_slot()
        if slot is None or slot.row.started_at is None:
            return None
        return slot.row.started_at, slot.row.ended_at or self._clock()

    def _rows(self, values: dict[str, float] | None) -> tuple[LegendRow, ...]:
        memory = self._past.history
        return legend_rows(
            values,
            memory.soft_limit_bytes,
            memory.hard_limit_bytes,
            drawn=len(LAYERS) if self.tools.device.isChecked() else OWN,
        )

    def _restyle(self) -> None:
        self.canvas.restyle()
        self.all.restyle()
        self._redraw_one()

    def minimumSizeHint(self) -> QSize:
        """The graph alone: the legend gives way where there is no height for it."""
        return QSize(self.tools.minimumSizeHint().width() + 2 * theme.MARGIN, LEAST_HEIGHT)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()
        QTimer.singleShot(0, self, self.redraw)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.canvas.place_legend(self.width(), self.height())
        QTimer.singleShot(0, self, self.redraw)
