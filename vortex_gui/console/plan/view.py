"""The plan dock: what a profile will need on a card, as bars, before anything is loaded.

The plan itself is computed by `vortex-gui plan --json` in a process of its own, asked for by an intent.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from vortex_gui.base.plan.cards import CARDS
from vortex_gui.base.plan.plan_report import PlanReport
from vortex_gui.base.process.clock import steady_now
from vortex_gui.base.settings.worker_wish import MOST_WORKERS, wished_count
from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import icons, theme, words
from vortex_gui.console.parts.editors.fields import FlowRow, inset, set_style_flag
from vortex_gui.console.parts.editors.profile_choice import ProfileChoice
from vortex_gui.console.parts.editors.still import Choice, WholeNumber
from vortex_gui.console.parts.labels.plain_text import PlainLabel, RichLabel, set_tip
from vortex_gui.console.plan.bars import PlanBars
from vortex_gui.console.plan.host_words import host_words
from vortex_gui.console.plan.verdict import in_gigabytes, verdict
from vortex_gui.console.plan.what_if_row import GAP, WhatIfRow, captioned
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.intents import Intents

PROFILE_FOLDER = "profiles"
"""In the data folder, where `vortex-gui fit` writes."""


class PlanView(QWidget):
    """Shows `state.plan`; asks for another with Compute, as the profile is or as the controls say."""

    def __init__(self, state: ConsoleState, intents: Intents, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("planView")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._state = state
        self._intents = intents
        self._asked: object = None
        self._ticking = QTimer(self, interval=1000)
        self._ticking.timeout.connect(self.refresh)
        self._build()
        for signal in (state.plan.changed, state.operations.changed, theme.notifier().changed):
            signal.connect(self.refresh)
        for changed in (
            self.profile.currentTextChanged,
            self.card.currentTextChanged,
            self.workers.valueChanged,
            self.what_if.changed,
        ):
            changed.connect(self.refresh)
        self.refresh()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.MARGIN, 5, theme.MARGIN, 4)
        column.setSpacing(6)
        column.addWidget(self._asking_row())
        self.verdict = RichLabel()
        self.verdict.setWordWrap(True)
        column.addWidget(self.verdict)
        self.what_if = WhatIfRow()
        self.workers = WholeNumber()
        self.workers.setRange(1, MOST_WORKERS)
        self.workers.setValue(self._usual_workers())
        self.workers.setFixedWidth(62)
        inset(self.workers)
        self.what_if.flow.addWidget(captioned(tr("Workers"), self.workers))
        self.profile.currentTextChanged.connect(self._on_profile)
        self._on_profile()
        body = QHBoxLayout()
        body.setSpacing(20)
        self.bars = PlanBars()
        left = QVBoxLayout()
        left.addWidget(self.bars, 1)
        left.addStretch()
        body.addLayout(left, 3)
        self._advice = PlainLabel()
        self._advice.setWordWrap(True)
        self._advice.setContentsMargins(10, 8, 10, 8)
        self._advice.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._advice.setAccessibleName(tr("Advice"))
        self._advice.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        scroll = QScrollArea()
        scroll.setObjectName("panel")
        scroll.setWidgetResizable(True)
        scroll.setWidget(self._advice)
        body.addWidget(scroll, 2)
        column.addLayout(body, 1)
        column.addWidget(self.what_if)  # last: in a low dock it is scrolled to, and the bars are not

    def _asking_row(self) -> QWidget:
        row = FlowRow(GAP)
        self.profile, self.card = ProfileChoice(self._state), Choice()
        self.card.setEditable(True)
        self.card.addItem(tr("as the profile"))
        self.card.addItems([card.name for card in CARDS])
        self.compute = QPushButton()
        icons.dress(self.compute, "plan")
        self.compute.clicked.connect(lambda: self._ask())
        row.flow.addWidget(captioned(tr("Profile"), self.profile))
        row.flow.addWidget(captioned(tr("Card"), self.card))
        row.flow.addWidget(self.compute)
        self.fit = QPushButton(tr("Fit a profile …"))
        icons.dress(self.fit, "save")
        self.fit.clicked.connect(self._ask_for_a_file)
        row.flow.addWidget(self.fit)
        return row

    def refresh(self) -> None:
        """Shows the plan, or why there is none, and whether one is being computed."""
        plan, fault = self._state.plan.plan, self._state.plan.fault
        self._refresh_button()
        self.bars.setVisible(plan is not None)
        self.bars.show_plan(plan)
        tones = theme.current()
        if plan is not None:
            stale = self._asked is not None and self._asked != self._wish()
            note = tr("The controls have changed. Compute again.") if stale else ""
            self.verdict.setText(_verdict(plan) + _coloured(note, tones.warn))
            host = [host_words(plan.host)] if plan.host else []
            self._advice.setText(in_gigabytes(self._in_our_words("\n\n".join([*host, *plan.advice]))))
        else:
            hint = tr("Press Compute to see what the profile needs before anything is loaded.")
            told = _coloured(self._in_our_words(fault), tones.bad) if fault else _coloured(hint, tones.muted)
            self.verdict.setText(told)
            self._advice.setText("")
        self._advice.setStyleSheet(f"color: {tones.muted.name()}; background: transparent;")

    def _refresh_button(self) -> None:
        since = self._state.operations.since("plan")
        busy = since is not None
        text = tr("Compute")
        if since is not None:
            text = tr("Computing {time}", time=words.clock(steady_now() - since))
        self.compute.setText(text)
        for button in (self.compute, self.fit):
            set_style_flag(button, "busy", busy)
        tip = tr("Counts the profile's bytes and operations on the card; takes a few seconds")
        set_tip(self.compute, tip + "\n" + tr("Computing a plan.") if busy else tip)
        if busy != self._ticking.isActive():
            (self._ticking.start if busy else self._ticking.stop)()
        self._refresh_fit(busy)

    def _refresh_fit(self, busy: bool) -> None:
        self.fit.setEnabled(self._card() is not None)
        tip = tr("Chooses precision, size, ladder and batch for the card, and writes them as a profile")
        if self._card() is None:
            tip += "\n" + tr("Choose a card first.")
        elif busy:
            tip += "\n" + tr("Computing a plan.")
        set_tip(self.fit, tip)

    def _ask_for_a_file(self) -> None:
        """The system's dialog asks before it names a file that is there."""
        card = self._card()
        if card is None or self._is_busy():
            return
        name = "".join(letter for letter in card.lower() if letter.isalnum())
        folder = self._state.settings.folders.data_path / PROFILE_FOLDER
        dialog = QFileDialog(self, tr("Save the profile"), str(folder / f"{name}.yaml"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("yaml")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.selectFile(f"{name}.yaml")
        dialog.fileSelected.connect(lambda chosen: self._intents.request_fit(card, Path(chosen)))
        dialog.open()

    def _is_busy(self) -> bool:
        """The buttons then do nothing, but keep the keyboard: Qt takes it from one that is disabled."""
        return self._state.operations.since("plan") is not None

    def _ask(self) -> None:
        if self._is_busy():
            return
        self._asked = self._wish()
        self._intents.request_plan(*self._wish())

    def _wish(self) -> tuple[str, str | None, dict[str, str]]:
        """Profile, card and what differs from the profile, as the controls say."""
        wishes, workers = self.what_if.wishes(), self.workers.value()
        if workers != self._usual_workers():
            wishes["workers"] = str(workers)
        return self.profile.currentText(), self._card(), wishes

    def _usual_workers(self) -> int:
        """Those of the settings."""
        return wished_count(self._state.settings.pipeline.workers)

    def _card(self) -> str | None:
        """The card that is named, if any."""
        card = self.card.currentText().strip()
        return card if card and card != self.card.itemText(0) else None

    def _in_our_words(self, sentence: str) -> str:
        """A sentence of the command, with the names of the controls for those of its options."""
        for option, name in (
            ("--gpu", tr("Card")),
            ("--size", tr("Size")),
            ("--steps", tr("Steps")),
            ("--fps", tr("Frames/s")),
            ("--duration", tr("Length")),
            ("--precision", tr("Precision")),
            ("--workers", tr("Workers")),
        ):
            sentence = sentence.replace(option, name)
        return sentence

    def _on_profile(self) -> None:
        self.what_if.show_profile(self.profile.profile())


def _coloured(text: str, colour: QColor) -> str:
    """Plain text as rich text."""
    return f'  <span style="color:{colour.name()}">{escape(text)}</span>' if text else ""


def _verdict(plan: PlanReport) -> str:
    """One line of rich text: what the plan is for, and what it comes to."""
    found = verdict(plan)
    on = tr("{profile} on {card}", profile=escape(plan.profile), card=escape(plan.gpu or tr("this machine")))
    colour = getattr(theme.current(), found.tone)
    return f'{on}  ·  <b style="color:{colour.name()}">{escape(found.text)}</b>'
