"""Tests or adds one machine: its address, what it answers, and its host key for the operator to compare."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QCompleter, QDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from vortex_gui.base.errors import InputError
from vortex_gui.base.process.clock import steady_now
from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import icons, theme, words
from vortex_gui.console.machines.words import key_words, trial_lines
from vortex_gui.console.parts.dialogs.screens import room_for
from vortex_gui.console.parts.editors.fields import Field, set_style_flag
from vortex_gui.console.parts.labels.plain_text import PlainLabel, set_tip
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.intents import Intents
from vortex_gui.console.state.workers.machines import TrialPhase
from vortex_gui.engine.machines.address import checked_address
from vortex_gui.engine.machines.machine import PROGRAM, Machine
from vortex_gui.engine.machines.ssh.known_names import known_names

SIZE = QSize(560, 420)


class TrialDialog(QDialog):
    """Opened, never executed. With a `machine` it begins by asking that one."""

    def __init__(
        self,
        state: ConsoleState,
        intents: Intents,
        parent: QWidget | None = None,
        *,
        machine: Machine | None = None,
    ) -> None:
        super().__init__(parent)
        self._state = state
        self._intents = intents
        self._trial = state.machines.trial
        self._trial.forget()
        self.setWindowTitle(tr("Test {address}", address=machine.address) if machine else tr("Add a machine"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(room_for(SIZE))
        self._build(machine or Machine(""))
        self._ticking = QTimer(self, interval=1000)
        self._ticking.timeout.connect(self.refresh)
        for signal in (self._trial.changed, state.machines.changed, theme.notifier().changed):
            signal.connect(self.refresh)
        self.address.textChanged.connect(self._on_written)
        self.program.textChanged.connect(self._on_written)
        self.finished.connect(lambda _: intents.machines.leave_trial())
        self.refresh()
        if machine is not None:
            self._test()

    # ── building ─────────────────────────────────────────────────────────────────────────

    def _build(self, machine: Machine) -> None:
        about = PlainLabel(
            tr(
                "The console reaches the machine by your own ssh: it opens no port and asks for no password. "
                "On the machine, run “vortex-gui serve --install” first, and do what it prints."
            )
        )
        about.setWordWrap(True)
        about.setProperty("muted", True)
        self.address, self.program = QLineEdit(machine.address), QLineEdit(machine.program)
        self.address.setPlaceholderText(tr("user@host, or a name of ~/.ssh/config"))
        self._complete()
        self._address_field = Field(tr("Machine"), self.address)
        help = tr("How the program is called there: a path where it stands in a virtual environment")
        column = QVBoxLayout(self)
        column.setSpacing(theme.GAP)
        column.addWidget(about)
        column.addWidget(self._address_field)
        column.addWidget(Field(tr("Program there"), self.program, help=help))
        column.addWidget(self._key_part())
        self.added, self.told = PlainLabel(), PlainLabel()
        column.addWidget(self.added)
        self.told.setWordWrap(True)
        self.told.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self.told, 1)
        column.addLayout(self._buttons())

    def _complete(self) -> None:
        completer = QCompleter(known_names(), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.address.setCompleter(completer)

    def _key_part(self) -> QWidget:
        """Shown while a host key waits."""
        self.key_part = QWidget()
        self._key_about, self.fingerprint = PlainLabel(), PlainLabel()
        self._key_about.setWordWrap(True)
        self.fingerprint.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.fingerprint.setAccessibleName(tr("Fingerprint"))
        self.fingerprint.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.accept_key = QPushButton(tr("It is the machine's own key"))
        icons.dress(self.accept_key, "lock")
        self.accept_key.setAutoDefault(False)
        self.accept_key.clicked.connect(self._intents.machines.accept_key)
        column = QVBoxLayout(self.key_part)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (self._key_about, self.fingerprint):
            column.addWidget(part)
        column.addWidget(self.accept_key, 0, Qt.AlignmentFlag.AlignLeft)
        return self.key_part

    def _buttons(self) -> QHBoxLayout:
        self.close_button, self.test = QPushButton(tr("Close")), QPushButton(tr("Test"))
        self.add = QPushButton(tr("Add"))
        for button in (self.test, self.add):
            button.setAutoDefault(False)
        self.close_button.clicked.connect(self.close)
        self.test.clicked.connect(self._test)
        self.add.clicked.connect(self._add)
        row = QHBoxLayout()
        row.addWidget(self.test)
        row.addStretch(1)
        row.addWidget(self.close_button)
        row.addWidget(self.add)
        return row

    # ── what is pressed ──────────────────────────────────────────────────────────────────

    def _test(self) -> None:
        self._intents.machines.test(self._written(), self._program())

    def _add(self) -> None:
        self._intents.machines.add(self._written(), self._program())

    def _on_written(self) -> None:
        """What was said is of another machine."""
        if self._trial.phase is not TrialPhase.IDLE:
            self._intents.machines.leave_trial()
        self.refresh()

    def _written(self) -> str:
        return self.address.text().strip()

    def _program(self) -> str:
        return self.program.text().strip() or PROGRAM

    # ── from state ───────────────────────────────────────────────────────────────────────

    def refresh(self) -> None:
        """Shows what was answered, and what can be pressed."""
        asking = self._trial.phase is TrialPhase.ASKING
        fault = self._fault()
        self._address_field.set_fault(fault if self._written() else "")
        waits = self._state.held or fault or (tr("The machine is being asked.") if asking else "")
        is_known = self._state.machines.get(self._written()) is not None
        why_not = waits or (tr("It was added already.") if is_known and not self._is_other() else "")
        for button, reason in ((self.test, waits), (self.add, why_not)):
            if reason and self.focusWidget() is button:
                self.address.setFocus()  # else Qt hands the keyboard to Close, and Enter closes the dialog
            button.setEnabled(not reason)
            set_tip(button, reason)
        self.add.setText(tr("Save") if is_known else tr("Add"))
        self._make_default(self._next_button())
        self._refresh_key()
        self._refresh_words(asking)
        if asking != self._ticking.isActive():
            (self._ticking.start if asking else self._ticking.stop)()

    def _next_button(self) -> QPushButton:
        """What Enter presses: a machine that has not answered is tested before it is added."""
        trial = self._trial
        if trial.phase is TrialPhase.ADDED:
            return self.close_button
        answers = trial.phase is TrialPhase.TOLD and trial.answer is not None and trial.answer.fault is None
        return self.add if answers and self.add.isEnabled() else self.test

    def _make_default(self, chosen: QPushButton) -> None:
        if not chosen.property("primary"):  # else Close, while it has the keyboard, would lose Enter's frame
            chosen.setDefault(True)
        for button in (self.close_button, self.test, self.add):
            set_style_flag(button, "primary", button is chosen)

    def _refresh_words(self, asking: bool) -> None:
        trial, tones = self._trial, theme.current()
        is_added = trial.phase is TrialPhase.ADDED
        self.added.setVisible(is_added)
        self.added.setText(tr("Added {address}.", address=trial.address) if is_added else "")
        self.added.setStyleSheet(f"color: {tones.good.name()};")
        self.told.setText(self._sentence(asking))
        has_fault = bool(trial.fault or (trial.answer and trial.answer.fault))
        colour = tones.muted if asking else tones.bad if has_fault else tones.text
        self.told.setStyleSheet(f"color: {colour.name()};")

    def _refresh_key(self) -> None:
        key = self._trial.key if self._trial.phase is TrialPhase.KEY else None
        self.key_part.setVisible(key is not None)
        if key is not None:
            self._key_about.setText(key_words(self._trial.address, key))
            self.fingerprint.setText(key.fingerprint)

    def _sentence(self, asking: bool) -> str:
        trial = self._trial
        if asking:
            elapsed = words.clock(steady_now() - trial.since)
            return tr("Asking {address}, {time}", address=trial.address, time=elapsed)
        if trial.phase is TrialPhase.KEY:
            return ""
        return "\n".join(trial_lines(trial))

    def _is_other(self) -> bool:
        """Whether the program is called otherwise than it was."""
        known = self._state.machines.get(self._written())
        return known is not None and known.program != self._program()

    def _fault(self) -> str:
        try:
            checked_address(self._written())
        except InputError as error:
            return error.sentence if self._written() else tr("Write the machine's address first.")
        return ""
