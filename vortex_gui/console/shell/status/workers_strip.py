"""The strip of all workers: device, state, slot, progress, memory against its limits, each at a glance."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import theme
from vortex_gui.console.parts.labels.plain_text import plain_tip
from vortex_gui.console.parts.turn_timer import Turn, TurnTimer
from vortex_gui.console.shell.status.worker_cell import Cell, machine_cell, paint_cell, worker_cell
from vortex_gui.console.state.console_state import ConsoleState

HEIGHT = 40
STEPS: Mapping[int, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
GAP = 4


class WorkersStrip(QWidget):
    """A cell for each worker, side by side; `chosen(name)` by a click or the arrow keys."""

    chosen = Signal(str)

    def __init__(self, state: ConsoleState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._seen: tuple[Cell, ...] = ()
        self.setAccessibleName(tr("Workers"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._repainting = TurnTimer(Turn.WORKERS, self)
        self._repainting.timeout.connect(self._repaint_changed)
        state.workers.changed.connect(self.refresh)
        state.machines.changed.connect(self.refresh)
        theme.notifier().changed.connect(self.update)
        self.refresh()

    def sizeHint(self) -> QSize:
        return QSize(640, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, HEIGHT)

    def cells(self) -> tuple[Cell, ...]:
        """The workers, and the machines that none is known of."""
        seats = self._state.workers.seats
        seated = {seat.machine for seat in seats}
        unseen = [machine for machine in self._state.machines.known if machine.address not in seated]
        return (*(worker_cell(self._state, seat) for seat in seats), *map(machine_cell, unseen))

    def refresh(self) -> None:
        """Says the chosen one of several aloud with the machines that cannot be used, and paints."""
        chosen = self._state.workers.chosen
        said = [cell.said for cell in self.cells() if cell.worker == chosen or cell.is_grey]
        self.setAccessibleDescription("\n".join(said) if self._state.workers.are_several else "")
        self.update()

    def _repaint_changed(self) -> None:
        """Of sixteen cells a few look otherwise than a quarter of a second ago."""
        cells = self.cells()
        boxes = self._boxes(len(cells))
        seen = tuple(cell.in_points(box.width()) for cell, box in zip(cells, boxes, strict=True))
        if len(seen) != len(self._seen):
            self.update()
        else:
            for before, now, box in zip(self._seen, seen, boxes, strict=True):
                if now != before:
                    self.update(box.toAlignedRect())
        self._seen = seen

    def said(self, name: str) -> str:
        """A worker in a sentence."""
        return next((cell.said for cell in self.cells() if cell.worker == name), "")

    def boxes(self) -> tuple[QRectF, ...]:
        """Where the cells stand: all of them fit."""
        return self._boxes(len(self.cells()))

    def _boxes(self, count: int) -> tuple[QRectF, ...]:
        width = (self.width() - 8 - (count - 1) * GAP) / count
        return tuple(QRectF(4 + n * (width + GAP), 1, width, HEIGHT - 3) for n in range(count))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen, cells = self._state.workers.chosen, self.cells()
        for cell, box in zip(cells, self._boxes(len(cells)), strict=True):
            if not event.region().intersects(box.toAlignedRect()):
                continue
            paint_cell(painter, box, cell, is_chosen=cell.worker == chosen, has_keys=self.hasFocus())
        painter.end()

    # ── Qt's own ─────────────────────────────────────────────────────────────────────────

    def _cell_at(self, place: QPoint) -> Cell | None:
        for cell, box in zip(self.cells(), self.boxes(), strict=True):
            if box.contains(place.toPointF()):
                return cell
        return None

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            cell = self._cell_at(event.pos())
            QToolTip.showText(event.globalPos(), plain_tip(cell.said) if cell else "", self)
            return True
        return bool(super().event(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        cell = self._cell_at(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and cell is not None and cell.worker:
            self.chosen.emit(cell.worker)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = STEPS.get(event.key())
        if step is None:
            super().keyPressEvent(event)
            return
        names = [seat.name for seat in self._state.workers.seats]
        at = names.index(self._state.workers.chosen) + step
        self.chosen.emit(names[max(0, min(at, len(names) - 1))])

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._repainting.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._repainting.stop()
