"""The picture of the memory graph: stack, limits, marks and axes of one span, with a cursor in it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from vortex_gui.base.translation import tr
from vortex_gui.console.look import theme
from vortex_gui.console.memory.axes import AgoAxis, ByteAxis
from vortex_gui.console.memory.items import STRIP_HEIGHT, Limit, OverlayItem, StackItem
from vortex_gui.console.memory.layers import OWN
from vortex_gui.console.memory.max_buckets import SPANS, Columns, Span
from vortex_gui.console.state.memory_samples import MemoryMark

LABEL_ROOM = 32.0
"""The hard limit stands so many points below the upper edge, so that its label and the marks have room."""
STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_PageUp: -50, Qt.Key.Key_PageDown: 50}


class MemoryGraph(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """`pointed_at(column or None)` when the mouse is over a column, or leaves; `stepped(columns)` by keys."""

    pointed_at = Signal(object)
    stepped = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        ago, height = AgoAxis(), ByteAxis()
        axes = {"left": height, "bottom": ago}
        super().__init__(parent, axisItems=axes, enableMenu=False, background=None)
        self._ago, self._bytes = ago, height
        self._span = SPANS[0]
        self._range_key: tuple[float, float, str] | None = None
        self.setAccessibleName(tr("Memory graph"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(self.Shape.NoFrame)
        self.setMinimumSize(220, 110)
        self.hideButtons()
        self.setMouseEnabled(False, False)
        self.getPlotItem().setContentsMargins(0, 2, 16, 0)
        self._stack, self._overlay = StackItem(), OverlayItem()
        for item in (self._stack, self._overlay):
            self.addItem(item, ignoreBounds=True)
        self.scene().sigMouseMoved.connect(self._on_mouse_moved)
        self.installEventFilter(self)
        self.viewport().installEventFilter(self)

    def show_span(self, span: Span, edge: str) -> None:
        """From now on this span is drawn; `edge` stands at the right end of its axis."""
        self._span = span
        self._ago.edge = edge
        self._ago.picture = None
        self._ago.update()
        self._range_key = None

    def draw(
        self,
        columns: Columns,
        *,
        layers: int,
        top: float,
        limits: tuple[Limit, ...],
        marks: Sequence[MemoryMark],
        band: tuple[float, float] | None,
        hint: str,
    ) -> None:
        """Draws the first `layers` layers up to `top` bytes; `band` is the selected slot's time."""
        self._refresh_range(top)
        self._stack.show_columns(columns, layers, top)
        overlay = self._overlay
        overlay.first = float(columns.starts[0])
        overlay.span_s, overlay.top = self._span.seconds, top
        overlay.limits, overlay.marks = limits, marks
        overlay.band, overlay.hint = band, hint

    def put_cursor(self, at: float | None) -> None:
        """Draws the cursor at a moment, or none; with it all that `draw` was given."""
        self._overlay.cursor = at
        self._overlay.update()

    def repaint_marks(self) -> None:
        self._overlay.update()

    def top_of(self, columns: Columns, hard_bytes: int | None, device_bytes: int | None) -> float:
        """The graph's upper border in bytes, in round steps so that the scale keeps still."""
        height = max(LABEL_ROOM * 2.0, self.getViewBox().height() - STRIP_HEIGHT)
        hard = (hard_bytes or 0) / (1 - LABEL_ROOM / height)
        own = np.nansum(columns.values[:OWN], axis=0)
        need = max(hard, float(own.max(initial=0)) * 1.08, (device_bytes or 0) * 1.04)
        return need or 1e9

    def restyle(self) -> None:
        """Takes on the theme's colours."""
        tones = theme.current()
        for axis in (self._ago, self._bytes):
            axis.setPen(pg.mkPen(tones.line))
            axis.setTextPen(tones.muted)
            axis.setStyle(tickFont=theme.ui_font(8))
        self.setBackground(tones.panel)
        self._stack.restyle()

    def _refresh_range(self, top: float) -> None:
        height = self.getViewBox().height()
        below = top * STRIP_HEIGHT / max(1.0, height - STRIP_HEIGHT)
        key = (top, below, self._span.key)
        if key != self._range_key:
            self._range_key = key
            self.setRange(
                xRange=(-self._span.seconds, 0), yRange=(-below, top), padding=0, disableAutoRange=True
            )

    def _on_mouse_moved(self, position: QPointF) -> None:
        box = self.getViewBox()
        if not box.sceneBoundingRect().contains(position):
            self.pointed_at.emit(None)
            return
        ago = box.mapSceneToView(position).x()
        self.pointed_at.emit(int((ago / self._span.seconds + 1) * self._span.columns))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self.pointed_at.emit(None)
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._on_key(event)
        return bool(super().eventFilter(watched, event))

    def _on_key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key in STEPS:
            self.stepped.emit(STEPS[key])
        elif key == Qt.Key.Key_Escape:
            self.pointed_at.emit(None)
        else:
            return False
        return True
