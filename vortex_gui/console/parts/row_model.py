"""The model of a small table: the same rows repaint, other rows start over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import theme

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()


class RowModel(QAbstractTableModel, Generic[Row]):
    """Shows what `put` gives it; `heads` are the English heads of its columns, `key` names a row.

    While the names stay, selection and scroll place stay too: another state or another theme only repaints.
    """

    def __init__(
        self, heads: Sequence[str], key: Callable[[Row], object], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._heads = heads
        self._key = key
        self._rows: tuple[Row, ...] = ()
        theme.notifier().changed.connect(self.repaint)

    @property
    def rows(self) -> tuple[Row, ...]:
        return self._rows

    def put(self, rows: Sequence[Row]) -> None:
        """Shows these in place of the last."""
        if list(map(self._key, rows)) == list(map(self._key, self._rows)):
            self._rows = tuple(rows)
            self.repaint()
            return
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def repaint(self) -> None:
        """The rows look otherwise, and are the same ones."""
        if self._rows:
            last = self.index(len(self._rows) - 1, len(self._heads) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def row_at(self, row: int) -> Row | None:
        """`None` without such a row."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._heads)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(self._heads[section])
        return None
