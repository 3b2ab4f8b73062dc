"""The table of other machines: a row for each, its state first."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon

from vortex_gui.base.words.translation import mark
from vortex_gui.console.look import icons, theme
from vortex_gui.console.look.states import MACHINE
from vortex_gui.console.machines.words import state_words, workers_words
from vortex_gui.console.parts.labels.plain_text import plain_tip
from vortex_gui.console.parts.row_model import RowModel
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.facts.machines import MachineFact, MachineState

COLUMNS = (mark("Machine"), mark("State"), mark("Workers"))


class MachinesModel(RowModel[MachineFact]):
    """The machines in the order in which they were added."""

    def __init__(self, state: ConsoleState, parent: QObject | None = None) -> None:
        super().__init__(COLUMNS, lambda machine: machine.address, parent)
        self._state = state
        self._reload()
        state.machines.changed.connect(self._reload)
        for signal in (state.workers.begun, state.workers.changed):
            signal.connect(self.repaint)

    def row_of(self, address: str) -> int:
        """-1 where it is not known."""
        return next((row for row, machine in enumerate(self.rows) if machine.address == address), -1)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        machine = self.rows[index.row()]
        look = MACHINE[machine.state]
        cells = (machine.address, state_words(machine), workers_words(machine, self._state.workers))
        if role == Qt.ItemDataRole.DisplayRole:
            return cells[index.column()]
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0:
            return QIcon(icons.pixmap(look.icon, 16, look.colour))
        if role == Qt.ItemDataRole.ForegroundRole and machine.state is not MachineState.CONNECTED:
            return theme.current().muted if index.column() != 1 else look.colour
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(machine.sentence)
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return machine.sentence
        return None

    def _reload(self) -> None:
        self.put(self._state.machines.known)
