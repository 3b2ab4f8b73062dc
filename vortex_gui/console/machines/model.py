"""The table of other machines: a row for each, its state first."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon

from vortex_gui.base.words.translation import mark, tr
from vortex_gui.console.look import icons, theme
from vortex_gui.console.look.states import MACHINE
from vortex_gui.console.machines.words import state_words, workers_words
from vortex_gui.console.parts.labels.plain_text import plain_tip
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.facts.machines import MachineFact, MachineState

COLUMNS = (mark("Machine"), mark("State"), mark("Workers"))
_NO_PARENT = QModelIndex()


class MachinesModel(QAbstractTableModel):
    """The machines in the order in which they were added."""

    def __init__(self, state: ConsoleState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._rows = state.machines.known
        state.machines.changed.connect(self._reload)
        for signal in (state.workers.begun, state.workers.changed, theme.notifier().changed):
            signal.connect(self._repaint)

    def machine_at(self, row: int) -> MachineFact | None:
        """`None` without such a row."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def row_of(self, address: str) -> int:
        """-1 where it is not known."""
        return next((row for row, machine in enumerate(self._rows) if machine.address == address), -1)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._rows)

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
        machine = self._rows[index.row()]
        look = MACHINE[machine.state]
        cells = (machine.address, state_words(machine), workers_words(machine, self._state.workers))
        if role == Qt.ItemDataRole.DisplayRole:
            return cells[index.column()]
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0:
            return QIcon(icons.pixmap(look.icon, 16, look.colour))
        if role == Qt.ItemDataRole.ForegroundRole and machine.state is not MachineState.CONNECTED:
            return theme.current().faint if index.column() != 1 else look.colour
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(machine.sentence)
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return machine.sentence
        return None

    def _reload(self) -> None:
        rows = self._state.machines.known
        if [machine.address for machine in rows] == [machine.address for machine in self._rows]:
            self._rows = rows
            self._repaint()
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def _repaint(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(COLUMNS) - 1))
