"""The rundown as a model of a table: one row an item, dragged to its place."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from vortex_gui.base.process.clock import steady_now
from vortex_gui.console.parts.labels.plain_text import plain_tip
from vortex_gui.console.parts.row_table import side
from vortex_gui.console.rundown.columns import COLUMNS, Column, shown, tip
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.rundown.intents import RundownIntents
from vortex_gui.console.state.rundown.rundown_standing import Standing, standings

Index = QModelIndex | QPersistentModelIndex
MIME = "application/x-vortex-rundown-rows"
STANDING_ROLE = Qt.ItemDataRole.UserRole + 1
"""The `Standing` of a row."""


class RundownModel(QAbstractTableModel):
    """`rearranged` when rows came, went or changed places: the view then finds its selection again."""

    rearranged = Signal()

    def __init__(self, state: ConsoleState, intents: RundownIntents, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._intents = intents
        self._now = steady_now()
        self._rows: tuple[Standing, ...] = ()
        state.rundown.changed.connect(self.refresh)
        state.outlook.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Reads the rundown anew; also called once a second while the table is seen."""
        self._now = steady_now()
        before = [row.item.item_id for row in self._rows]
        rows = standings(
            self._state.rundown.value, self._state.slots, self._state.outlook.forecasts, self._now
        )
        if before == [row.item.item_id for row in rows]:
            self._rows = rows
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(Column) - 1))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()
        self.rearranged.emit()

    # ── what Qt asks ─────────────────────────────────────────────────────────────────────

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> object:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(Column):
            return None
        facts = COLUMNS[Column(section)]
        if role == Qt.ItemDataRole.DisplayRole:
            return facts.head
        return int(side(facts.is_right)) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], Column(index.column())
        text = shown(row, column, self._now, on_air=self._state.rundown.on_air)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return text
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(tip(row))
            case Qt.ItemDataRole.TextAlignmentRole:
                return int(side(COLUMNS[column].is_right))
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{COLUMNS[column].head}: {text}"
            case _ if role == STANDING_ROLE:
                return row
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flag = Qt.ItemFlag
        if not index.isValid():
            return flag.ItemIsDropEnabled
        return flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        places = sorted({index.row() for index in indexes})
        mime = QMimeData()
        numbers = " ".join(str(self.item_id(place)) for place in places)
        mime.setData(MIME, QByteArray(numbers.encode()))
        return mime

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def canDropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        return data.hasFormat(MIME) and not parent.isValid()

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        """Asks for the new place; the rows move when the rundown has changed."""
        if not self.canDropMimeData(data, action, row, column, parent):
            return False
        dragged = frozenset(int(number) for number in bytes(data.data(MIME).data()).split())
        place = len(self._rows) if row < 0 else row
        before = [number for number in self.item_ids()[:place] if number not in dragged]
        self._intents.move(dragged, len(before))
        return False  # Qt would take the dragged rows out of the model by itself

    # ── what the view asks ───────────────────────────────────────────────────────────────

    def standing(self, row: int) -> Standing | None:
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def item_id(self, row: int) -> int:
        return self._rows[row].item.item_id

    def item_ids(self) -> list[int]:
        return [row.item.item_id for row in self._rows]
