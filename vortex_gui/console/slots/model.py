"""The table of slots as a model: live ones in the queue's order, then the history page by page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile
from operator import itemgetter
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from vortex_gui.base.process.clock import steady_now
from vortex_gui.base.words.translation import tr
from vortex_gui.console.parts.file_links import files_to_give
from vortex_gui.console.parts.labels.plain_text import plain_tip
from vortex_gui.console.parts.row_table import side
from vortex_gui.console.slots.cells import Cell
from vortex_gui.console.slots.columns import COLUMNS, LIVE, Column
from vortex_gui.console.slots.order import sort_value
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.intents import Intents
from vortex_gui.console.state.slots.known_slots import KnownSlot
from vortex_gui.engine.facts.forecast import Forecast
from vortex_gui.engine.facts.records import SortOrder
from vortex_gui.engine.facts.slots import SlotRow, SlotState

Index = QModelIndex | QPersistentModelIndex
MIME = "application/x-vortex-slot"
ROW_ROLE = Qt.ItemDataRole.UserRole + 1
"""The `SlotRow` of a row, or `None` until it has come."""
CELL_ROLE = Qt.ItemDataRole.UserRole + 2
"""The `Cell` of a row, or `None` until the row has come: all that a paint asks for, in one question."""
LIVE_ROLE = Qt.ItemDataRole.UserRole + 3
"""Of what has changed: nothing but the columns that are live, in one word instead of one for each."""
SETTLE_MS = 40
"""A burst of changes becomes one rearrangement."""
_COLUMN_AT = tuple(Column)
"""By its place; the enum's own look-up costs three times as much, and each paint asks for every cell."""
_HERE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_DRAGGED = _HERE | Qt.ItemFlag.ItemIsDragEnabled


class SlotsModel(QAbstractTableModel):
    """Rows come, go or change places between `rearranging` and `rearranged`.

    The view then finds its selection again.
    """

    rearranging = Signal()
    rearranged = Signal()

    def __init__(self, state: ConsoleState, intents: Intents, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._intents = intents
        self._live: list[KnownSlot] = []
        self._places: dict[int, int] = {}
        """The row of each live slot."""
        self._told: dict[int, SlotRow] = {}
        """The row of a live slot as the view heard of it last, since the last rearrangement."""
        self._count = 0
        self._considered: tuple[tuple[int, ...], int] | None = None
        self._if_dropped: Mapping[int, Forecast] = {}
        self.pinned = 0
        """So many rows at the top are running."""
        self._settling = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settling.timeout.connect(self.rearrange)
        slots, pages = state.slots, state.pages
        slots.added.connect(self._settle_soon)
        slots.order_changed.connect(self._settle_soon)
        slots.changed.connect(self._on_slot_changed)
        slots.many_changed.connect(self._settle_soon)
        pages.counted.connect(self._settle_soon)
        pages.filter_changed.connect(self.rearrange)
        pages.filled.connect(self._on_filled)
        state.outlook.changed.connect(self.tick)
        self.rearrange()

    # ── what Qt asks ─────────────────────────────────────────────────────────────────────

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self._count

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> object:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(Column):
            return None
        facts = COLUMNS[Column(section)]
        if role == Qt.ItemDataRole.DisplayRole:
            return facts.head
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(side(facts.is_right))
        if role == Qt.ItemDataRole.ToolTipRole:
            how = tr("Drag to move it, drag its edge to resize it, right-click to choose columns.")
            sort = tr("Click to sort.")
            return f"{sort} {how}" if facts.sort is not None else how
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        if role == ROW_ROLE:
            return self.row_at(index.row())
        cell = self._cell_at(index.row())
        if role == CELL_ROLE:
            return cell
        column = _COLUMN_AT[index.column()]
        if cell is None:
            return "…" if role == Qt.ItemDataRole.DisplayRole and column == Column.SAYS else None
        match role:
            case Qt.ItemDataRole.TextAlignmentRole:
                return int(side(COLUMNS[column].is_right))
            case Qt.ItemDataRole.DisplayRole:
                return cell.shown(column)
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(cell.tip(column) or "") or None
            case Qt.ItemDataRole.AccessibleTextRole:
                return _spoken(cell, column)
        return None

    def _cell_at(self, place: int) -> Cell | None:
        if (row := self.row_at(place)) is None:
            return None
        forecast = self._forecasts().get(row.slot_id)
        return Cell(row, self.live_at(place), steady_now(), self._state.profile, forecast)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """The operator's order of the rows below the running ones; -1 is the queue's own."""
        key = COLUMNS[Column(column)].sort if column >= 0 else None
        if column < 0 or key is not None:
            down = order is Qt.SortOrder.DescendingOrder
            self._state.pages.set_order(None if key is None else SortOrder(key, down))

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A slot may be dragged to another place in the queue, or out of the window once it is done."""
        if not index.isValid():
            return _HERE | Qt.ItemFlag.ItemIsDropEnabled
        row = self.peek(index.row())
        if row is None:
            return _HERE
        moves = row.state is SlotState.QUEUED and self._state.pages.order is None
        return _DRAGGED if moves or row.state is SlotState.DONE else _HERE

    def mimeTypes(self) -> list[str]:
        return [MIME, "text/uri-list"]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """Slots of the queue, for another place in it; else the finished clips."""
        places = sorted({index.row() for index in indexes})
        dragged = [self._live[place].slot_id for place in places if place < len(self._live)]
        if not dragged:
            return files_to_give(clips_of(row for place in places if (row := self.peek(place))))
        mime = QMimeData()
        mime.setData(MIME, QByteArray(" ".join(map(str, dragged)).encode()))
        return mime

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def canDropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        in_order = self._state.pages.order is None  # a sorted table does not show the queue's order
        return in_order and data.hasFormat(MIME) and not parent.isValid() and 0 <= row <= len(self._live)

    def consider_drop(self, data: QMimeData, row: int) -> tuple[int, ...]:
        """Shows the margins as they would be after a drop before `row`; returns those it makes late."""
        dragged = dragged_in(data)
        place = (dragged, self._queue_position(frozenset(dragged), row))
        if place != self._considered:
            self._considered = place
            self._if_dropped = self._state.outlook.if_moved(*place)
            self.tick()
        return self._state.outlook.late_by(self._if_dropped)

    def forget_drop(self) -> None:
        """The drag is over: the margins are those of the queue again."""
        if self._considered is not None:
            self._considered, self._if_dropped = None, {}
            self.tick()

    def _forecasts(self) -> Mapping[int, Forecast]:
        return self._if_dropped or self._state.outlook.forecasts

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        """Asks for the new place; the rows move when the engine has answered."""
        if not self.canDropMimeData(data, action, row, column, parent):
            return False
        dragged = dragged_in(data)
        position = self._queue_position(frozenset(dragged), row)
        if len(dragged) == 1:
            self._intents.move(dragged[0], position)
        else:
            self._intents.move_all(dragged, position)
        return False  # Qt would take the dragged row out of the model by itself

    # ── what the view asks ───────────────────────────────────────────────────────────────

    @property
    def live_count(self) -> int:
        """So many rows stand before the history's first."""
        return len(self._live)

    def is_live(self, slot_id: int) -> bool:
        """Whether it stands before the history."""
        return slot_id in self._places

    def live_at(self, row: int) -> KnownSlot | None:
        """The live slot of a row, or the state of a finished one that the console has heard of."""
        if 0 <= row < len(self._live):
            return self._live[row]
        kept = self.row_at(row)
        return self._state.slots.get(kept.slot_id) if kept is not None else None

    def row_at(self, row: int) -> SlotRow | None:
        if 0 <= row < len(self._live):
            return self._live[row].row
        return self._state.pages.row(row - len(self._live)) if 0 <= row < self._count else None

    def peek(self, row: int) -> SlotRow | None:
        """What is here of a row; asks for nothing."""
        if 0 <= row < len(self._live):
            return self._live[row].row
        return self._state.pages.peek(row - len(self._live)) if 0 <= row < self._count else None

    def row_of(self, slot_id: int | None) -> int | None:
        """Where a slot stands; `None` when its page is not here."""
        if slot_id is None:
            return None
        if slot_id in self._places:
            return self._places[slot_id]
        index = self._state.pages.index_of(slot_id)
        return None if index is None else index + len(self._live)

    def tick(self) -> None:
        """Redraws the countdowns of the live rows; called once a second while the table is seen."""
        self._tell_live(0, len(self._live) - 1)

    def rearrange(self) -> None:
        """Reads the live slots again; rows are places, so the table learns the new count and contents."""
        self._settling.stop()
        self.rearranging.emit()
        wish = self._state.pages.filter
        self._told.clear()
        self._live = [slot for slot in self._state.slots.live() if wish.keeps(slot.row)]
        self._sort_waiting()
        self.pinned = sum(1 for _ in takewhile(lambda slot: slot.is_running, self._live))
        self._places = {slot.slot_id: place for place, slot in enumerate(self._live)}
        count = len(self._live) + self._state.pages.total
        if count > self._count:
            self.beginInsertRows(QModelIndex(), self._count, count - 1)
            self._count = count
            self.endInsertRows()
        elif count < self._count:
            self.beginRemoveRows(QModelIndex(), count, self._count - 1)
            self._count = count
            self.endRemoveRows()
        if count:
            self.dataChanged.emit(self.index(0, 0), self.index(count - 1, len(Column) - 1))
        self.rearranged.emit()

    # ── inside ───────────────────────────────────────────────────────────────────────────

    def _on_slot_changed(self, slot_id: int) -> None:
        slot, place = self._state.slots.get(slot_id), self._places.get(slot_id)
        if place is None or slot is None or slot.is_over:
            self._settle_soon()
        elif self._told.get(slot_id) is slot.row:
            self._tell_live(place, place)
        else:
            self._told[slot_id] = slot.row
            self.dataChanged.emit(self.index(place, 0), self.index(place, len(Column) - 1))

    def _tell_live(self, first: int, last: int) -> None:
        """The rows are the ones that the view knows: what a step or a second changes is worth a repaint."""
        if last >= first:
            self.dataChanged.emit(self.index(first, LIVE[0]), self.index(last, LIVE[-1]), [LIVE_ROLE])

    def _settle_soon(self) -> None:
        """Changes that go on and on do not put the rearrangement off."""
        if not self._settling.isActive():
            self._settling.start()

    def _on_filled(self, first: int, count: int) -> None:
        top = first + len(self._live)
        bottom = min(top + count, self._count) - 1
        if bottom >= top:
            self.dataChanged.emit(self.index(top, 0), self.index(bottom, len(Column) - 1))
            self.rearranged.emit()

    def _sort_waiting(self) -> None:
        """The operator's order, below the running slots; only here, never at a slot's own change."""
        order = self._state.pages.order
        if order is not None:
            running = [slot for slot in self._live if slot.is_running]
            known, unknown = list[tuple[Any, KnownSlot]](), list[KnownSlot]()
            for slot in self._live[len(running) :]:
                value = sort_value(order.key, slot.row, self._state.outlook.forecasts.get(slot.slot_id))
                known.append((value, slot)) if value is not None else unknown.append(slot)
            known.sort(key=itemgetter(0), reverse=order.down)
            self._live = [*running, *(slot for _, slot in known), *unknown]

    def _queue_position(self, dragged: frozenset[int], row: int) -> int:
        """The place in the queue that a drop before `row` means; the dragged slots do not count.

        It is beside the slot above the drop, or the one below: a filter may hide others between.
        """
        queue = [slot_id for slot_id in self._state.slots.queue if slot_id not in dragged]
        shown = [
            (place, slot.slot_id) for place, slot in enumerate(self._live) if slot.state is SlotState.QUEUED
        ]
        above = [slot_id for place, slot_id in shown if place < row and slot_id not in dragged]
        below = [slot_id for place, slot_id in shown if place >= row and slot_id not in dragged]
        if above:
            return queue.index(above[-1]) + 1
        return queue.index(below[0]) if below else 0


def clips_of(rows: Iterable[SlotRow]) -> list[Path]:
    """The clips of the finished ones, as far as they are still there."""
    return [row.video for row in rows if row.state is SlotState.DONE and row.video.is_file()]


def dragged_in(data: QMimeData) -> tuple[int, ...]:
    """The slots that are dragged, in the queue's order."""
    return tuple(int(number) for number in bytes(data.data(MIME).data()).split())


def _spoken(cell: Cell, column: Column) -> str:
    """A cell as a screen reader says it: with the head of its column, and the badge that others see."""
    said = f"{COLUMNS[column].head}: {cell.shown(column)}"
    if column == Column.SLOT and cell.lower_rung:
        rung = tr("Lower rung: {rung}", rung=cell.lower_rung)
        return f"{said}. {rung}"
    return said
