"""What the own doctor of one machine finds there: a row for each check, and the remedy of the chosen one."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from vortex_gui.base.doctor_report import DoctorReport
from vortex_gui.base.process.clock import steady_now
from vortex_gui.base.profile import profile_names
from vortex_gui.base.words.translation import tr
from vortex_gui.base.words.wording import joined
from vortex_gui.console.look import theme, words
from vortex_gui.console.machines.check_model import CheckModel
from vortex_gui.console.machines.words import remedy_words
from vortex_gui.console.parts.dialogs.screens import room_for
from vortex_gui.console.parts.labels.plain_text import PlainLabel, set_tip
from vortex_gui.console.parts.row_table import RowTable
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.intents import Intents

SIZE = QSize(720, 480)
MOST_WIDE = 640
"""Of a column: another machine names the checks."""


class CheckDialog(QDialog):
    """Opened, never executed; begins by asking."""

    def __init__(
        self, state: ConsoleState, intents: Intents, address: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._state = state
        self._intents = intents
        self._address = address
        self._check = state.machines.check
        self.setWindowTitle(tr("Check of {address}", address=address))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(room_for(SIZE))
        self._build()
        self._ticking = QTimer(self, interval=1000)
        self._ticking.timeout.connect(self._refresh_verdict)
        self._check.changed.connect(self.refresh)
        theme.notifier().changed.connect(self._refresh_verdict)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._refresh_details())
        self.finished.connect(lambda _: intents.machines.leave_check())
        self._ask()
        self.refresh()

    # ── building ─────────────────────────────────────────────────────────────────────────

    def _build(self) -> None:
        self.verdict = PlainLabel()
        self.verdict.setWordWrap(True)
        self.model = CheckModel(self)
        self.table = RowTable(tr("Checks"))
        self.table.setModel(self.model)
        self.table.setDragDropMode(QAbstractItemView.DragDropMode.NoDragDrop)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        head = self.table.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column in range(self.model.columnCount() - 1):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        head.setMaximumSectionSize(MOST_WIDE)
        head.setStretchLastSection(True)
        self.details = PlainLabel()
        self.details.setWordWrap(True)
        self.details.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column_of_all = QVBoxLayout(self)
        column_of_all.setSpacing(theme.GAP)
        column_of_all.addWidget(self.verdict)
        column_of_all.addWidget(self.table, 1)
        column_of_all.addWidget(self.details)
        column_of_all.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        self.again, close = QPushButton(tr("Check again")), QPushButton(tr("Close"))
        self.again.setAutoDefault(False)
        self.again.clicked.connect(self._ask)
        close.clicked.connect(self.close)
        row = QHBoxLayout()
        row.addWidget(self.again)
        row.addStretch(1)
        row.addWidget(close)
        return row

    def _ask(self) -> None:
        """For this console's profile; for its own, where the machine cannot know that one."""
        name = self._state.profile.name
        self._intents.machines.check(self._address, name if name in profile_names() else "")

    # ── from state ───────────────────────────────────────────────────────────────────────

    def refresh(self) -> None:
        """Shows what was answered."""
        answer = self._check.answer
        self.model.put(answer.checks if isinstance(answer, DoctorReport) else ())
        self.table.selectRow(self.model.worst())
        self._refresh_verdict()
        self._refresh_details()

    def _refresh_verdict(self) -> None:
        asking, tones = self._check.since is not None, theme.current()
        text, is_fault = self._sentence()
        self.verdict.setText(text)
        colour = tones.muted if asking else tones.bad if is_fault else tones.text
        self.verdict.setStyleSheet(f"color: {colour.name()};")
        self.again.setEnabled(not asking)
        set_tip(self.again, tr("The machine is being asked.") if asking else "")
        if asking != self._ticking.isActive():
            (self._ticking.start if asking else self._ticking.stop)()

    def _sentence(self) -> tuple[str, bool]:
        """The verdict, and whether it is a bad one."""
        check = self._check
        if check.since is not None:
            elapsed = words.clock(steady_now() - check.since)
            return tr("Asking the doctor of {address}, {time}", address=self._address, time=elapsed), False
        if check.answer is None:
            return check.fault, True
        if isinstance(check.answer, DoctorReport):
            return check.answer.verdict(self._address), bool(check.answer.faults)
        fault = check.answer
        return joined(fault.sentence, remedy_words(fault.kind, fault.remedy)), True

    def _refresh_details(self) -> None:
        """The whole text of the chosen check, which its row may cut."""
        rows = self.table.selectionModel().selectedRows()
        check = self.model.row_at(rows[0].row()) if rows else None
        self.details.setText("\n".join(filter(None, (check.found, check.remedy))) if check else "")
