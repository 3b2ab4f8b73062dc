"""The shift log as a list: a day's entries, searched by words, copied as text."""

from __future__ import annotations

import time

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from vortex_gui.base.words.translation import tr
from vortex_gui.console.log.lines import LinesTable, copy_tool, search_field
from vortex_gui.console.look import theme
from vortex_gui.console.parts.editors.still import Choice
from vortex_gui.console.parts.labels.plain_text import plain_tip, set_tip
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.intents import Intents
from vortex_gui.console.state.shift_log import ShiftEntry, ShiftKind, ShiftLog

ROW_HEIGHT = 23
WIDTHS = (84, 64)
Index = QModelIndex | QPersistentModelIndex


class ShiftModel(QAbstractTableModel):
    """The entries of the shown day that hold every word of the search."""

    def __init__(self, log: ShiftLog, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._log = log
        self._words: tuple[str, ...] = ()
        self._rows: list[ShiftEntry] = []
        log.appended.connect(self._on_appended)
        log.changed.connect(self.reload)
        self.reload()

    def search(self, text: str) -> None:
        self._words = tuple(text.casefold().split())
        self.reload()

    def reload(self) -> None:
        """Reads the day's entries again."""
        self.beginResetModel()
        self._rows = [entry for entry in self._log.entries if self._passes(entry)]
        self.endResetModel()

    def entry(self, row: int) -> ShiftEntry:
        return self._rows[row]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 3

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (tr("Time"), tr("Slot"), tr("Event"))[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            slot = "" if entry.slot_id is None else str(entry.slot_id)
            return (_clock(entry), slot, entry.text)[index.column()]
        if role == Qt.ItemDataRole.ForegroundRole:
            return _colour(entry.kind) if index.column() == 2 else theme.current().muted
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == 2:
            return plain_tip(entry.text)
        return None

    def _on_appended(self) -> None:
        entry = self._log.entries[-1]
        if self._passes(entry):
            self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows))
            self._rows.append(entry)
            self.endInsertRows()

    def _passes(self, entry: ShiftEntry) -> bool:
        text = entry.text.casefold()
        return all(word in text for word in self._words)


class ShiftView(QWidget):
    """Follows the newest entry while it is scrolled to the end."""

    def __init__(self, state: ConsoleState, intents: Intents, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._log = state.shift
        self.model = ShiftModel(state.shift, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.MARGIN, 6, theme.MARGIN, 6)
        column.setSpacing(6)
        self.head = self._top_row()
        column.addLayout(self.head)
        self.table = LinesTable(
            tr("Shift log"), self.model, self._plain, intents, row_height=ROW_HEIGHT, widths=WIDTHS
        )
        column.addWidget(self.table, 1)
        state.shift.changed.connect(self._refresh_days)
        theme.notifier().changed.connect(self.table.viewport().update)
        self._refresh_days()

    def copy(self) -> None:
        """Puts the chosen entries, or all listed ones, on the clipboard."""
        self.table.copy()

    def _plain(self, row: int) -> str:
        entry = self.model.entry(row)
        return f"{entry.day} {_clock(entry)}  {entry.text}"

    def _top_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        self.days = Choice()
        self.days.setAccessibleName(tr("Day"))
        set_tip(self.days, tr("Day of the shift log"))
        self.days.setMinimumContentsLength(10)
        self.days.activated.connect(self._on_day_chosen)
        self.search = search_field()
        self.search.textChanged.connect(self.model.search)
        row.addWidget(self.days)
        row.addWidget(self.search, 1)
        row.addWidget(copy_tool(lambda: self.table))
        return row

    def _on_day_chosen(self) -> None:
        self.table.follow()
        self._log.show_day(self.days.currentData())

    def _refresh_days(self) -> None:
        if [self.days.itemData(place) for place in range(self.days.count())] != list(self._log.days):
            self.days.clear()
            for day in self._log.days:
                self.days.addItem(day, day)
        self.days.setCurrentIndex(self.days.findData(self._log.day))


def _clock(entry: ShiftEntry) -> str:
    return time.strftime("%H:%M:%S", time.localtime(entry.at))


def _colour(kind: ShiftKind) -> QColor:
    tones = theme.current()
    return {
        ShiftKind.DID: tones.accent,
        ShiftKind.GOOD: tones.good,
        ShiftKind.NOTE: tones.text,
        ShiftKind.DOUBT: tones.doubt,
        ShiftKind.BAD: tones.bad,
    }[kind]
