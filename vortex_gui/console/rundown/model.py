"""The rundown as a model of a table: one row an item, dragged to its place."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QByteArray,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from vortex_gui.base.process.clock import steady_now
from vortex_gui.console.parts.labels.plain_text import plain_tip
from vortex_gui.console.parts.row_model import RowModel
from vortex_gui.console.parts.row_table import side
from vortex_gui.console.rundown.columns import COLUMNS, Column, shown, tip
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.rundown.intents import RundownIntents
from vortex_gui.console.state.rundown.rundown_standing import Standing, standings

Index = QModelIndex | QPersistentModelIndex
MIME = "application/x-vortex-rundown-rows"
STANDING_ROLE = Qt.ItemDataRole.UserRole + 1
"""The `Standing` of a row."""


class RundownModel(RowModel[Standing]):
    """Starts over when rows came, went or changed places: the view then finds its selection again."""

    def __init__(self, state: ConsoleState, intents: RundownIntents, parent: QObject | None = None) -> None:
        heads = [COLUMNS[column].english for column in Column]
        super().__init__(heads, lambda standing: standing.item.item_id, parent)
        self._state = state
        self._intents = intents
        self._now = steady_now()
        state.rundown.changed.connect(self.refresh)
        state.outlook.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Reads the rundown anew; also called once a second while the table is seen."""
        self._now = steady_now()
        outlook = self._state.outlook.forecasts
        self.put(standings(self._state.rundown.value, self._state.slots, outlook, self._now))

    # ── what Qt asks ─────────────────────────────────────────────────────────────────────

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation is Qt.Orientation.Horizontal:
            return int(side(COLUMNS[Column(section)].is_right))
        return super().headerData(section, orientation, role)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], Column(index.column())
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
        place = len(self.rows) if row < 0 else row
        before = [number for number in self.item_ids()[:place] if number not in dragged]
        self._intents.move(dragged, len(before))
        return False  # Qt would take the dragged rows out of the model by itself

    # ── what the view asks ───────────────────────────────────────────────────────────────

    def item_id(self, row: int) -> int:
        return self.rows[row].item.item_id

    def item_ids(self) -> list[int]:
        return [row.item.item_id for row in self.rows]
