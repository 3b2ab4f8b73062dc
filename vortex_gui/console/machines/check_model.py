"""The table of a doctor's checks: a row for each, its state first."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon

from vortex_gui.base.doctor_report import Check, State
from vortex_gui.base.words.translation import mark
from vortex_gui.console.look import icons
from vortex_gui.console.look.states import StateLook
from vortex_gui.console.parts.labels.plain_text import plain_tip
from vortex_gui.console.parts.row_model import RowModel

LOOKS: Mapping[State, StateLook] = {
    State.GOOD: StateLook(mark("ok"), "good", "check"),
    State.NOTE: StateLook(mark("note"), "info", "info"),
    State.FAULT: StateLook(mark("fault"), "bad", "error"),
}
COLUMNS = (mark("Check"), mark("State"), mark("Found"))


class CheckModel(RowModel[Check]):
    """The checks in the doctor's own order."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(COLUMNS, lambda check: check.name, parent)

    def worst(self) -> int:
        """The row of the first fault, else of the first note, else the first."""
        states = [check.state for check in self.rows]
        return next((states.index(state) for state in (State.FAULT, State.NOTE) if state in states), 0)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        check = self.rows[index.row()]
        look = LOOKS[check.state]
        if role == Qt.ItemDataRole.DisplayRole:
            return (check.name, look.word, check.found)[index.column()]
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0:
            return QIcon(icons.pixmap(look.icon, 16, look.colour))
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == 1:
            return look.colour
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(check.found)
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return check.remedy
        return None
