"""The memory of all workers side by side: a small graph for each, with its own limits, stages and marks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QHideEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import theme
from vortex_gui.console.memory.drawing.small_graph import TITLE, SmallDrawing, SmallGraph
from vortex_gui.console.parts.grid_keys import is_arrow, stepped
from vortex_gui.console.parts.labels.plain_text import plain_tip
from vortex_gui.console.parts.turn_timer import Turn, TurnTimer
from vortex_gui.console.state.workers.workers import Workers, WorkerSeat

GAP = 6
SHAPE = 2.6
"""A plot so many times as wide as high shows most of time and memory."""
AT_ONCE = 4
"""Of more workers than these each tick draws so many, in turn: sixteen cost no more than four."""
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class AllWorkers(QWidget):
    """A click chooses a worker; so does Enter, on the one that the arrow keys have come to.

    `entered` by a double click, or by Enter on the worker that is chosen already. `drawn_of` gives what the
    graph of a worker shows, `said_of` a worker in a sentence.
    """

    entered = Signal()

    def __init__(
        self,
        workers: Workers,
        drawn_of: Callable[[WorkerSeat], SmallDrawing],
        said_of: Callable[[WorkerSeat], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._workers = workers
        self._drawn_of, self._said_of = drawn_of, said_of
        self._graphs: defaultdict[str, SmallGraph] = defaultdict(SmallGraph)
        self._at = workers.chosen
        self._next = 0
        self.setAccessibleName(tr("Memory of all workers"))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._drawing = TurnTimer(Turn.ALL_GRAPHS, self)
        self._drawing.timeout.connect(self.draw_some)
        workers.begun.connect(self._on_workers)
        workers.chosen_changed.connect(self._on_chosen)

    # ── where they stand ─────────────────────────────────────────────────────────────────────

    def boxes(self) -> tuple[QRectF, ...]:
        """Where the graphs are, all in sight, in whole points."""
        return boxes_in(self.size(), len(self._workers.seats))

    def graph(self, name: str) -> QImage:
        """A worker's graph as it was drawn last."""
        return self._graphs[name].picture

    def set_period(self, period_ms: int) -> None:
        """So often a tick draws some of them."""
        self._drawing.set_period(period_ms)

    # ── drawing ──────────────────────────────────────────────────────────────────────────────

    def draw_all(self) -> None:
        """Draws every graph anew; nothing while hidden."""
        if self.isVisible():
            self._draw(range(len(self._workers.seats)))

    def draw_some(self) -> None:
        """Draws the graphs whose turn it is."""
        count = len(self._workers.seats)
        self._draw([n % count for n in range(self._next, self._next + min(AT_ONCE, count))])
        self._next = (self._next + AT_ONCE) % count

    def restyle(self) -> None:
        """Takes on the theme's colours."""
        for graph in self._graphs.values():
            graph.restyle()
        self.draw_all()

    def picture(self, size: QSize) -> QImage:
        """All graphs as a picture of this size."""
        image = QImage(size, QImage.Format.Format_RGB32)
        image.fill(theme.current().panel)
        painter = QPainter(image)
        seats = self._workers.seats
        for seat, box in zip(seats, boxes_in(size, len(seats)), strict=True):
            graph = SmallGraph()
            graph.draw(self._drawn_of(seat), box.size().toSize(), 1.0)
            painter.drawImage(box.topLeft(), graph.picture)
        painter.end()
        return image

    def _draw(self, places: range | list[int]) -> None:
        seats, boxes = self._workers.seats, self.boxes()
        for place in places:
            drawing, size = self._drawn_of(seats[place]), boxes[place].size().toSize()
            self._graphs[seats[place].name].draw(drawing, size, self.devicePixelRatioF())
            self.update(boxes[place].toAlignedRect())

    def paintEvent(self, event: QPaintEvent) -> None:
        tones = theme.current()
        painter = QPainter(self)
        painter.fillRect(event.rect(), tones.panel)
        for seat, box in zip(self._workers.seats, self.boxes(), strict=True):
            if event.region().intersects(box.toAlignedRect()):
                painter.drawImage(box.topLeft(), self._graphs[seat.name].picture)
                is_chosen = seat.name == self._workers.chosen
                painter.setPen(tones.accent if is_chosen else tones.line)
                for inset in (0.5, 1.5) if is_chosen else (0.5,):
                    painter.drawRect(box.adjusted(inset, inset, -inset, -inset))
                if seat.name == self._at and self.hasFocus():
                    painter.setPen(tones.text)
                    painter.drawRect(box.adjusted(2.5, 2.5, -2.5, -2.5))
        painter.end()

    # ── what comes in ────────────────────────────────────────────────────────────────────────

    def _on_workers(self) -> None:
        for name in self._graphs.keys() - {seat.name for seat in self._workers.seats}:
            del self._graphs[name]
        self._next = 0
        self._on_chosen()
        self.draw_all()

    def _on_chosen(self) -> None:
        self._go_to(self._workers.chosen)

    def _go_to(self, name: str) -> None:
        self._at = name
        seat = self._workers.seat(name)
        self.setAccessibleDescription(self._said_of(seat) if seat else "")
        self.update()

    def _seat_at(self, place: QPoint) -> WorkerSeat | None:
        seats = zip(self._workers.seats, self.boxes(), strict=True)
        return next((seat for seat, box in seats if box.contains(place.toPointF())), None)

    # ── Qt's own ─────────────────────────────────────────────────────────────────────────────

    def minimumSizeHint(self) -> QSize:
        return QSize(220, 110)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            seat = self._seat_at(event.pos())
            QToolTip.showText(event.globalPos(), plain_tip(self._said_of(seat)) if seat else "", self)
            return True
        return bool(super().event(event))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        seat = self._seat_at(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and seat is not None:
            self._go_to(seat.name)
            self._workers.choose(seat.name)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._seat_at(event.position().toPoint()) is not None:
            self.entered.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, names = event.key(), [seat.name for seat in self._workers.seats]
        if key in ENTER and self._at == self._workers.chosen:
            self.entered.emit()
        elif key in ENTER:
            self._workers.choose(self._at)
        elif is_arrow(key) and self._at in names:
            self._go_to(names[stepped(key, names.index(self._at), len(names), self.boxes())])
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.draw_all()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._on_chosen()
        self.draw_all()
        self._drawing.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._drawing.stop()


def boxes_in(size: QSize, count: int) -> tuple[QRectF, ...]:
    """So many places of one size within this one, in rows, each as large as it can be in a good shape."""
    columns = max(range(1, count + 1), key=lambda each: _worth(size, count, each))
    rows = -(-count // columns)
    width = (size.width() - (columns - 1) * GAP) // columns
    height = (size.height() - (rows - 1) * GAP) // rows
    return tuple(
        QRectF(n % columns * (width + GAP), n // columns * (height + GAP), max(0, width), max(0, height))
        for n in range(count)
    )


def _worth(size: QSize, count: int, columns: int) -> float:
    rows = -(-count // columns)
    width = (size.width() - (columns - 1) * GAP) / columns
    height = (size.height() - (rows - 1) * GAP) / rows - TITLE
    return min(width / SHAPE, height)
