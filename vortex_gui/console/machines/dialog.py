"""The dialog of other machines: which there are, how each is, and to add, test or remove one."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import icons, theme
from vortex_gui.console.machines.check_dialog import CheckDialog
from vortex_gui.console.machines.model import MachinesModel
from vortex_gui.console.machines.trial_dialog import TrialDialog
from vortex_gui.console.machines.words import card_of, detail_lines, why_not_load, why_not_plan
from vortex_gui.console.parts.dialogs.question import Question
from vortex_gui.console.parts.dialogs.screens import room_for
from vortex_gui.console.parts.labels.plain_text import PlainLabel, set_tip
from vortex_gui.console.parts.row_table import RowTable
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.intents import Intents
from vortex_gui.engine.facts.machines import MachineFact
from vortex_gui.engine.machines.machine import Machine

SIZE = QSize(720, 460)
TABLE_HEIGHT = 190


class MachinesDialog(QDialog):
    """Opened, never executed; shows the state as it changes.

    `plan_asked` when a plan for a machine's card comes to the plan page.
    """

    plan_asked = Signal()

    def __init__(self, state: ConsoleState, intents: Intents, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._intents = intents
        self._chosen = ""
        self.setWindowTitle(tr("Machines"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(room_for(SIZE))
        self._build()
        for signal in (state.machines.changed, state.workers.begun, state.workers.changed):
            signal.connect(self.refresh)
        for signal in (state.read_only_changed, theme.notifier().changed):
            signal.connect(self.refresh)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._on_chosen())
        self.model.modelReset.connect(self._choose_again)
        self.table.selectRow(0)
        self.refresh()

    def machine(self) -> MachineFact | None:
        """The chosen one."""
        rows = self.table.selectionModel().selectedRows()
        return self.model.row_at(rows[0].row()) if rows else None

    # ── building ─────────────────────────────────────────────────────────────────────────

    def _build(self) -> None:
        about = PlainLabel(
            tr(
                "Workers of these machines take slots from the same queue as those here. What runs there "
                "continues when the link drops, and comes home once it is back."
            )
        )
        about.setWordWrap(True)
        about.setProperty("muted", True)
        self.model = MachinesModel(self._state, self)
        self.table = RowTable(tr("Machines"))
        self.table.setModel(self.model)
        self.table.setDragDropMode(QAbstractItemView.DragDropMode.NoDragDrop)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setMinimumHeight(TABLE_HEIGHT)
        head = self.table.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.details = PlainLabel()
        self.details.setWordWrap(True)
        self.details.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.details.setContentsMargins(theme.MARGIN, theme.GAP, theme.MARGIN, theme.GAP)
        self.details.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(self.details)
        column = QVBoxLayout(self)
        column.setSpacing(theme.GAP)
        column.addWidget(about)
        column.addWidget(self.table, 2)
        column.addWidget(scroll, 1)
        column.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        self.add, self.test = QPushButton(tr("Add machine …")), QPushButton(tr("Test …"))
        self.check = QPushButton(tr("Check …"))
        self.load, self.plan = QPushButton(tr("Load profile")), QPushButton(tr("Plan"))
        self.remove, close = QPushButton(tr("Remove …")), QPushButton(tr("Close"))
        icons.dress(self.add, "plus", "on_accent")
        self.add.setProperty("primary", True)
        for button, pressed in (
            (self.add, self.ask_add),
            (self.test, self._ask_test),
            (self.check, self._ask_check),
            (self.load, self._load),
            (self.plan, self._plan),
            (self.remove, self._ask_remove),
            (close, self.close),
        ):
            button.setAutoDefault(button is self.add)
            button.clicked.connect(lambda _=False, pressed=pressed: pressed())
        row = QHBoxLayout()
        for button in (self.add, self.test, self.check, self.load, self.plan, self.remove):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(close)
        return row

    # ── what is pressed ──────────────────────────────────────────────────────────────────

    def ask_add(self) -> None:
        TrialDialog(self._state, self._intents, self).open()

    def _ask_test(self) -> None:
        if (machine := self.machine()) is not None:
            known = Machine(machine.address, machine.program)
            TrialDialog(self._state, self._intents, self, machine=known).open()

    def _ask_check(self) -> None:
        if (machine := self.machine()) is not None:
            CheckDialog(self._state, self._intents, machine.address, self).open()

    def _load(self) -> None:
        if (machine := self.machine()) is not None:
            self._intents.machines.use_profile(machine.address, self._state.profile.name)

    def _plan(self) -> None:
        if (machine := self.machine()) is not None:
            card = card_of(machine, self._state.workers)
            self._intents.request_plan(self._state.profile.name, card, {})
            self.plan_asked.emit()
            self.close()

    def _ask_remove(self) -> None:
        if (machine := self.machine()) is None:
            return
        address = machine.address
        question = Question(
            tr("Remove {address}", address=address),
            tr("Remove {address} from the machines of this console?", address=address),
            tr(
                "Slots that run there are cancelled there and wait in the queue again. The machine, its "
                "program and your ssh settings stay as they are."
            ),
            tr("Remove"),
            self,
        )
        question.accepted.connect(lambda: self._intents.machines.remove(address))
        question.open()

    # ── from state ───────────────────────────────────────────────────────────────────────

    def refresh(self) -> None:
        """Shows the chosen machine, and what can be pressed."""
        machine, held = self.machine(), self._state.held
        none = tr("No machine was added yet: press Add machine …")
        lines = detail_lines(machine, self._state.workers) if machine else ()
        self.details.setText("\n".join(lines) if machine else none)
        why_not = held or ("" if machine else tr("Choose a machine first."))
        profile = self._state.profile.name
        no_load = why_not or (machine and why_not_load(machine, self._state.workers, profile)) or ""
        no_plan = why_not or (machine and why_not_plan(machine, self._state.workers)) or ""
        load = tr("Have it load {profile}, which the slots of this console want", profile=profile)
        plan = tr("Compute whether {profile} fits its card, on the plan page", profile=profile)
        for button, reason, tip in (
            (self.add, held, ""),
            (self.test, why_not, tr("Ask it what it has, or what is missing")),
            (
                self.check,
                why_not,
                tr("Have its own doctor check it: disk, memory, card, checkpoints, encoders"),
            ),
            (self.load, no_load, load),
            (self.plan, no_plan, plan),
            (self.remove, why_not, ""),
        ):
            button.setEnabled(not reason)
            set_tip(button, reason or tip)

    def _on_chosen(self) -> None:
        if (machine := self.machine()) is not None:
            self._chosen = machine.address
        self.refresh()

    def _choose_again(self) -> None:
        """After a machine came or went: the one that was chosen, else the first."""
        self.table.selectRow(max(0, self.model.row_of(self._chosen)))
        self.refresh()
