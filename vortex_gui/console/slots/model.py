"""The table of slots as a model: live ones in the queue's order, then the history page by page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from enum import IntEnum
from functools import lru_cache
from pathlib import Path

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

from vortex_gui.base.clock import steady_now
from vortex_gui.base.errors import MemoryPressureError
from vortex_gui.base.translation import tr
from vortex_gui.base.wording import joined
from vortex_gui.console.look import words
from vortex_gui.console.look.states import SLOT
from vortex_gui.console.parts.file_links import files_to_give
from vortex_gui.console.parts.plain_text import plain_tip
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.intents import Intents
from vortex_gui.console.state.known_slots import KnownSlot
from vortex_gui.console.state.progress import seconds_left
from vortex_gui.engine.facts.slots import SlotRow, SlotState

Index = QModelIndex | QPersistentModelIndex
MIME = "application/x-vortex-slot"
ROW_ROLE = Qt.ItemDataRole.UserRole + 1
"""The `SlotRow` of a row, or `None` until it has come."""
LIVE_ROLE = Qt.ItemDataRole.UserRole + 2
"""The `KnownSlot` of a row, where there is one."""
SETTLE_MS = 40
"""A burst of changes becomes one rearrangement."""
SAYS_CHARACTERS = 120


class Column(IntEnum):
    SLOT = 0
    STATE = 1
    SAYS = 2
    PROGRESS = 3
    LEFT = 4
    DEADLINE = 5
    SCORES = 6
    TOOK = 7


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
        self._count = 0
        self._heads = (
            tr("Slot"),
            tr("State"),
            tr("Says"),
            tr("Progress"),
            tr("Time left"),
            tr("Deadline"),
            tr("Scores B · L"),
            tr("Took"),
        )
        self._settling = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settling.timeout.connect(self.rearrange)
        slots, pages = state.slots, state.pages
        slots.added.connect(lambda _: self._settle_soon())
        slots.order_changed.connect(self._settle_soon)
        slots.changed.connect(self._on_slot_changed)
        slots.many_changed.connect(lambda _: self._settle_soon())
        pages.counted.connect(self._settle_soon)
        pages.filter_changed.connect(self.rearrange)
        pages.filled.connect(self._on_filled)
        self.rearrange()

    # ── what Qt asks ─────────────────────────────────────────────────────────────────────

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self._count

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section == Column.TOOK:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == LIVE_ROLE:
            return self.live_at(index.row())
        row = self.row_at(index.row())
        if role == ROW_ROLE:
            return row
        if row is None:
            return "…" if role == Qt.ItemDataRole.DisplayRole and index.column() == Column.SAYS else None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._shown(Column(index.column()), row, self.live_at(index.row()))
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self._tip(Column(index.column()), row, self.live_at(index.row())) or "") or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            column = Column(index.column())
            return f"{self._heads[column]}: {self._shown(column, row, self.live_at(index.row()))}"
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == Column.TOOK:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        row = self.peek(index.row()) if index.isValid() else None
        if row is not None and row.state in (SlotState.QUEUED, SlotState.DONE):
            flags |= Qt.ItemFlag.ItemIsDragEnabled  # to another place in the queue, or out of the window
        return flags | Qt.ItemFlag.ItemIsDropEnabled if not index.isValid() else flags

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
        return data.hasFormat(MIME) and not parent.isValid() and 0 <= row <= len(self._live)

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        """Asks for the new place; the rows move when the engine has answered."""
        if not self.canDropMimeData(data, action, row, column, parent):
            return False
        dragged = [int(number) for number in bytes(data.data(MIME).data()).split()]
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
        """Countdowns of the live rows are drawn anew; called once a second while the table is seen."""
        if self._live:
            last = len(self._live) - 1
            self.dataChanged.emit(self.index(0, Column.LEFT), self.index(last, Column.DEADLINE))

    def rearrange(self) -> None:
        """Reads the live slots anew; rows are places, so the table is told of the new count and contents."""
        self._settling.stop()
        self.rearranging.emit()
        wish = self._state.pages.filter
        self._live = [slot for slot in self._state.slots.live() if wish.keeps(slot.row)]
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
        fits = slot is not None and not slot.is_over
        if place is None or not fits:
            self._settle_soon()
        else:
            self.dataChanged.emit(self.index(place, 0), self.index(place, len(Column) - 1))

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

    def _shown(self, column: Column, row: SlotRow, live: KnownSlot | None) -> str:
        match column:
            case Column.SLOT:
                return f"{row.slot_id:06d}"
            case Column.STATE:
                return SLOT[row.state].word
            case Column.SAYS:
                return says(row.recipe_json)
            case Column.PROGRESS:
                return self._stage_words(row, live)
            case Column.LEFT:
                return words.time_left(seconds_left(live, steady_now())) if live else ""
            case Column.DEADLINE:
                return self._deadline(row)
            case Column.SCORES:
                return f"{row.scores.score_clip_b:.2f} · {row.scores.score_clip_l:.2f}" if row.scores else ""
            case Column.TOOK:
                return words.seconds(row.generation_ms / 1000) if row.generation_ms else ""

    def _stage_words(self, row: SlotRow, live: KnownSlot | None) -> str:
        if row.state is SlotState.RUNNING and live is not None and live.stage:
            done, total = live.progress.get(live.stage, (0, 0))
            return f"{live.stage} {done}/{total}" if total else str(live.stage)
        return ""

    def _deadline(self, row: SlotRow) -> str:
        if not row.state.is_final:
            if row.due_at is None:
                return ""
            left = row.due_at - steady_now()
            return words.clock(left) if left >= 0 else tr("late by {time}", time=words.clock(-left))
        if row.deadline_met is None:
            return ""
        return tr("met") if row.deadline_met else tr("missed")

    def _tip(self, column: Column, row: SlotRow, live: KnownSlot | None) -> str | None:
        if column == Column.PROGRESS and live is not None and live.limit_sentence:
            return live.limit_sentence
        if column == Column.PROGRESS and row.error_code == MemoryPressureError.code:
            return row.error
        if column == Column.STATE and row.error:
            return joined(row.error, row.remedy)
        if column == Column.SAYS:
            return says(row.recipe_json, 1000)
        if column == Column.SCORES and row.scores:
            score = row.scores.ensemble_score
            if row.scores.self_check_passed:
                return tr("Ensemble {score:.2f}: passes its check", score=score)
            return tr("Ensemble {score:.2f}: does not pass its check", score=score)
        if column == Column.LEFT:
            return tr("P10 to P90 of this machine's history, without the time in the queue")
        return None


def clips_of(rows: Iterable[SlotRow]) -> list[Path]:
    """The clips of the finished ones, as far as they are still there."""
    return [row.video for row in rows if row.state is SlotState.DONE and row.video.is_file()]


@lru_cache(maxsize=4096)
def says(recipe_json: str, most: int = SAYS_CHARACTERS) -> str:
    """The script on one line, cut at `most` characters."""
    try:
        script = " ".join(str(json.loads(recipe_json)["audio_track"]["script"]).split())
    except (ValueError, KeyError, TypeError):
        return ""
    return script if len(script) <= most else f"{script[: most - 1]}…"
