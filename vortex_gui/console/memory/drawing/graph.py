"""The picture of the memory graph: stack, limits, marks and axes of one span, with a cursor in it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from vortex_gui.base.words.amounts import GB
from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import theme
from vortex_gui.console.memory.drawing.axes import ByteAxis, TimeAxis, TimeScale
from vortex_gui.console.memory.drawing.items import STRIP_HEIGHT, StackItem
from vortex_gui.console.memory.drawing.overlay import Limit, OverlayItem
from vortex_gui.console.memory.kept.layers import OWN
from vortex_gui.console.memory.kept.max_buckets import SPANS, Columns, Span
from vortex_gui.console.parts.labels.plain_text import set_tip
from vortex_gui.console.state.workers.memory_samples import MemoryMark

LABEL_ROOM = 32.0
"""The hard limit stands so many points below the upper edge, so that its label and the marks have room."""
NOTCH = 120
"""What Qt counts for one notch of a wheel."""
ZOOM_A_NOTCH = 1.25
ZOOMS = {Qt.Key.Key_Plus: 1 / ZOOM_A_NOTCH**2, Qt.Key.Key_Minus: ZOOM_A_NOTCH**2}
STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_PageUp: -50, Qt.Key.Key_PageDown: 50}


class MemoryGraph(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """`pointed_at(column or None)` when the mouse is over a column, or leaves; `stepped(columns)` by keys.

    `zoomed(factor, share)` by the wheel or a key, about the moment at this share of the width;
    `dragged(share)` by so much of the width, to the later where it is positive; `unzoomed()` by a double
    click or a key.
    """

    pointed_at = Signal(object)
    stepped = Signal(int)
    zoomed = Signal(float, float)
    dragged = Signal(float)
    unzoomed = Signal()

    def __init__(self, parent: QWidget) -> None:
        moments, height = TimeAxis(), ByteAxis()
        axes = {"left": height, "bottom": moments}
        super().__init__(parent, axisItems=axes, enableMenu=False, background=None)
        self._moments, self._bytes = moments, height
        self._span = SPANS[0]
        self._range_key: tuple[float, float, float] | None = None
        self._grip: float | None = None
        self.setAccessibleName(tr("Memory graph"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(self.Shape.NoFrame)
        self.setViewportMargins(1, 1, 1, 1)  # room for the ring around what has the keyboard
        self.setMinimumSize(220, 110)
        set_tip(self, tr("Wheel: zoom · drag: move along time · double click: the whole span"))
        self.hideButtons()
        self.setMouseEnabled(False, False)
        self.getPlotItem().setContentsMargins(0, 2, 16, 0)
        self._stack, self._overlay = StackItem(), OverlayItem()
        for item in (self._stack, self._overlay):
            self.addItem(item, ignoreBounds=True)
        self.scene().sigMouseMoved.connect(self._on_mouse_moved)
        self.installEventFilter(self)
        self.viewport().installEventFilter(self)

    def show_span(self, span: Span, scale: TimeScale) -> None:
        """From now on this span is drawn, its moments told on this scale."""
        self._span = span
        self._moments.show_scale(scale)

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
        return need or GB

    def restyle(self) -> None:
        """Takes on the theme's colours."""
        tones = theme.current()
        for axis in (self._moments, self._bytes):
            axis.setPen(pg.mkPen(tones.line))
            axis.setTextPen(tones.muted)
            axis.setStyle(tickFont=theme.ui_font(8))
        self.setBackground(tones.panel)
        self._stack.restyle()

    def _refresh_range(self, top: float) -> None:
        height = self.getViewBox().height()
        below = top * STRIP_HEIGHT / max(1.0, height - STRIP_HEIGHT)
        key = (top, below, self._span.seconds)
        if key != self._range_key:
            self._range_key = key
            self.setRange(
                xRange=(-self._span.seconds, 0), yRange=(-below, top), padding=0, disableAutoRange=True
            )

    def _on_mouse_moved(self, position: QPointF) -> None:
        box = self.getViewBox()
        if not box.sceneBoundingRect().contains(position):
            self._leave()
            return
        self._overlay.point_at(self._share(position.x()))
        ago = box.mapSceneToView(position).x()
        self.pointed_at.emit(int((ago / self._span.seconds + 1) * self._span.columns))

    def _share(self, x: float) -> float:
        """How far from the left edge of the plot, as a share of its width."""
        box = self.getViewBox().sceneBoundingRect()
        return float((x - box.left()) / max(1.0, box.width()))

    def _leave(self) -> None:
        self._overlay.point_at(None)
        self.pointed_at.emit(None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._leave()
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._on_key(event)
        elif isinstance(event, QWheelEvent):
            return self._on_wheel(event)
        elif isinstance(event, QMouseEvent) and watched is self.viewport():
            self._on_button(event)
        return bool(super().eventFilter(watched, event))

    def _on_key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key in STEPS:
            self.stepped.emit(STEPS[key])
        elif key in ZOOMS:
            self.zoomed.emit(ZOOMS[key], 1.0)
        elif key == Qt.Key.Key_0:
            self.unzoomed.emit()
        elif key == Qt.Key.Key_Escape:
            self._leave()
        else:
            return False
        return True

    def _on_wheel(self, event: QWheelEvent) -> bool:
        turned = event.angleDelta().y() or event.angleDelta().x()
        if turned:
            share = min(1.0, max(0.0, self._share(event.position().x())))
            self.zoomed.emit(ZOOM_A_NOTCH ** (-turned / NOTCH), share)
        return True

    def _on_button(self, event: QMouseEvent) -> None:
        left, x = Qt.MouseButton.LeftButton, event.position().x()
        match event.type():
            case QEvent.Type.MouseButtonPress if event.button() == left:
                self._grip = x
            case QEvent.Type.MouseButtonRelease if event.button() == left:
                self._grip = None
            case QEvent.Type.MouseButtonDblClick:
                self.unzoomed.emit()
            case QEvent.Type.MouseMove if self._grip is not None and x != self._grip:
                width = max(1.0, self.getViewBox().sceneBoundingRect().width())
                self.dragged.emit((self._grip - x) / width)
                self._grip = x
