"""The table of a doctor's checks: a row for each, its state first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon

from vortex_gui.base.doctor_report import Check, State
from vortex_gui.base.words.translation import mark, tr
from vortex_gui.console.look import icons, theme
from vortex_gui.console.look.states import CHECK
from vortex_gui.console.parts.labels.plain_text import plain_tip

COLUMNS = (mark("Check"), mark("State"), mark("Found"))
_NO_PARENT = QModelIndex()


class CheckModel(QAbstractTableModel):
    """The checks in the doctor's own order."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._checks: tuple[Check, ...] = ()
        theme.notifier().changed.connect(self._redress)

    def show_checks(self, checks: Sequence[Check]) -> None:
        """Shows these in place of the last."""
        self.beginResetModel()
        self._checks = tuple(checks)
        self.endResetModel()

    def _redress(self) -> None:
        self.show_checks(self._checks)

    def check_at(self, row: int) -> Check | None:
        """`None` without such a row."""
        return self._checks[row] if 0 <= row < len(self._checks) else None

    def worst(self) -> int:
        """The row of the first fault, else of the first note, else the first."""
        states = [check.state for check in self._checks]
        return next((states.index(state) for state in (State.FAULT, State.NOTE) if state in states), 0)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._checks)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(COLUMNS[section])
        return None

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        check = self._checks[index.row()]
        look = CHECK[check.state]
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
