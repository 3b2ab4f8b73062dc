"""Graph and legend together, beside or below each other by the room, and as a picture of any size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QBoxLayout, QWidget

from vortex_gui.console.look import theme
from vortex_gui.console.memory.drawing.axes import TimeScale
from vortex_gui.console.memory.drawing.graph import MemoryGraph
from vortex_gui.console.memory.drawing.legend import LegendRow, LegendView
from vortex_gui.console.memory.drawing.overlay import Limit
from vortex_gui.console.memory.kept.max_buckets import Columns, Span
from vortex_gui.console.state.workers.memory_samples import MemoryMark

THREE_COLUMNS_WIDTH = 410
BESIDE_WIDTH, BESIDE_LEAVES = 560, 690
BELOW_HEIGHT = 270
"""The legend stands beside the graph from this width on, if it leaves the graph enough; else below it from
this height on."""


@dataclass(frozen=True)
class Drawing:
    """What is drawn: the first `layers` of the columns up to the limits, or to the whole device."""

    columns: Columns
    layers: int
    hard_bytes: int | None
    device_bytes: int | None
    limits: tuple[Limit, ...]
    marks: Sequence[MemoryMark]
    band: tuple[float, float] | None
    hint: str


class MemoryCanvas(QWidget):
    """Shows what it was given last; holds no truth of its own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        row = self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self.graph = MemoryGraph(self)
        row.addWidget(self.graph, 1)
        self.legend = LegendView(self)
        row.addWidget(self.legend)
        self._time: tuple[Span, TimeScale] | None = None
        self._drawing: Drawing | None = None
        self._cursor: float | None = None

    def show_span(self, span: Span, scale: TimeScale) -> None:
        """From now on this span is drawn, its moments told on this scale."""
        self._time = (span, scale)
        self.graph.show_span(span, scale)

    def draw(self, drawing: Drawing) -> None:
        """Draws the graph."""
        self._drawing = drawing
        columns = drawing.columns
        self.graph.draw(
            columns,
            layers=drawing.layers,
            top=self.graph.top_of(columns, drawing.hard_bytes, drawing.device_bytes),
            limits=drawing.limits,
            marks=drawing.marks,
            band=drawing.band,
            hint=drawing.hint,
        )

    def put_cursor(self, at: float | None) -> None:
        """The line across the graph at a moment, or none."""
        self._cursor = at
        self.graph.put_cursor(at)

    def show_rows(self, heading: str, rows: tuple[LegendRow, ...]) -> None:
        self.legend.show_rows(heading, rows)

    def place_legend(self, width: int, height: int) -> None:
        """Beside the graph where there is width, below it where there is height, else nowhere."""
        roomy = width - self.legend.sizeHint().width() >= BESIDE_LEAVES
        beside = width >= BESIDE_WIDTH and (roomy or height < BELOW_HEIGHT)
        flow = QBoxLayout.Direction
        self._row.setDirection(flow.LeftToRight if beside else flow.TopToBottom)
        self.legend.set_columns(1 if beside else 3 if width >= THREE_COLUMNS_WIDTH else 2)
        self.legend.setVisible(beside or height >= BELOW_HEIGHT)

    def restyle(self) -> None:
        """Takes on the theme's colours."""
        self.graph.restyle()
        self.legend.update()

    def picture(self, size: QSize) -> QImage:
        """What is shown as a picture of exactly this size, laid out for it."""
        image = QImage(size, QImage.Format.Format_RGB32)
        image.fill(theme.current().panel)
        copy = MemoryCanvas()
        copy.restyle()
        copy.resize(size)
        copy.place_legend(size.width(), size.height())
        copy.grab()  # so that the graph knows how high it is before it is drawn
        copy.show_rows(self.legend.heading, self.legend.rows)
        if self._time is not None and self._drawing is not None:
            copy.show_span(*self._time)
            copy.draw(self._drawing)
            copy.put_cursor(self._cursor)
        copy.render(image)
        copy.deleteLater()
        return image
