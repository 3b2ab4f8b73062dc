"""The program panel: what is on air and what comes next, how exactly it switched, and the buttons for it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from vortex_gui.base.words.translation import mark, tr
from vortex_gui.console.look import icons, theme, words
from vortex_gui.console.parts.buttons.fitting_button import FittingButton
from vortex_gui.console.parts.labels.chip import Chip
from vortex_gui.console.parts.labels.elided_label import ElidedLabel
from vortex_gui.console.parts.labels.plain_text import PlainLabel, set_tip
from vortex_gui.console.parts.labels.time_label import TimeLabel
from vortex_gui.console.program import wording
from vortex_gui.console.program.output import ProgramOutput
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.figures.program_state import OnAir, OutputState, ProgramNow

STATES = {
    OutputState.CLOSED: (mark("closed"), "stop", "muted"),
    OutputState.OPENING: (mark("opening"), "program", "warn"),
    OutputState.OPEN: (mark("on air"), "program", "bad"),
    OutputState.HIDDEN: (mark("no screen"), "warning", "bad"),
}
"""Word, drawing and colour; red is what is on air in every control room."""


class ProgramView(QWidget):
    """Draws `state.program`; its buttons are the output's."""

    def __init__(self, state: ConsoleState, output: ProgramOutput, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._state = state
        self._output = output
        self._build()
        state.program.changed.connect(self._refresh)
        state.rundown.changed.connect(self._refresh)
        theme.notifier().changed.connect(self._refresh)
        self._refresh()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.MARGIN, 6, theme.MARGIN, 6)
        column.setSpacing(theme.GAP)
        column.addLayout(self._build_buttons())
        lines = QGridLayout()
        lines.setHorizontalSpacing(theme.GAP)
        lines.setColumnStretch(1, 1)
        self.on_air, self.following, self.place, self.last = (ElidedLabel() for _ in range(4))
        self.on_air.setFont(theme.ui_font(12, bold=True))
        self.remaining, self.figures = TimeLabel(), TimeLabel()
        rows = (
            (tr("On air"), self.on_air),
            (tr("Remaining"), self.remaining),
            (tr("Next"), self.following),
            (tr("Screen"), self.place),
            (tr("Accuracy"), self.figures),
            (tr("Last switch"), self.last),
        )
        for row, (name, value) in enumerate(rows):
            label = PlainLabel(name)
            label.setProperty("muted", True)
            value.setAccessibleName(name)
            lines.addWidget(label, row, 0)
            lines.addWidget(value, row, 1)
        column.addLayout(lines)
        column.addStretch(1)

    def _build_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        self.lamp = Chip()
        self.opener = self._button("program", self._open_or_close)
        self.take = self._button("take", self._output.take)
        self.hold = self._button("pause", self._output.hold)
        self.filler = self._button("filler", self._output.fill)
        row.addWidget(self.lamp)
        for button in (self.opener, self.take, self.hold, self.filler):
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _button(self, drawing: str, pressed: Callable[[], None]) -> FittingButton:
        button = FittingButton()
        icons.dress(button, drawing)
        button.clicked.connect(lambda: pressed())
        return button

    def _open_or_close(self) -> None:
        if self._state.program.now.is_open:
            self._output.ask_close()
        else:
            self._output.open()

    # ── from state ───────────────────────────────────────────────────────────────────────

    def _refresh(self) -> None:
        now = self._state.program.now
        word, drawing, tone = STATES[now.state]
        self.lamp.show_text(tr(word), drawing, tone)
        self._refresh_buttons(now)
        self._refresh_lines(now)

    def _refresh_buttons(self, now: ProgramNow) -> None:
        reason = "" if now.is_open else tr("The program output is closed.")
        opener = tr("Close output") if now.is_open else tr("Open output")
        tip = tr("Show the program on its screen")
        if now.is_open:
            tip = tr("End the program output; press twice")
        hold = tr("Go on") if now.hold else tr("Hold")
        for button, text, about, why in (
            (self.opener, opener, tip, ""),
            (self.take, tr("Take next"), tr("Cut to the next clip now"), reason),
            (self.hold, hold, tr("Let the clip on air be the last one for now"), reason),
            (self.filler, tr("Filler"), tr("Cut to the filler until the next take"), reason),
        ):
            button.setText(text)
            button.setAccessibleName(text)
            button.setEnabled(not why)
            set_tip(button, f"{about}\n{why}" if why else about)

    def _refresh_lines(self, now: ProgramNow) -> None:
        shown = now.state in (OutputState.OPEN, OutputState.HIDDEN)
        nothing = tr("Nothing: the program output is closed.")
        self.on_air.setText(wording.on_air(now.kind, now.title, now.slot_id) if shown else nothing)
        left = now.remaining_s if now.kind is OnAir.CLIP else None
        self.remaining.show_texts("" if left is None or not shown else words.seconds(left))
        self.following.setText(self._next(now) if shown else "")
        sound = now.sound or tr("no sound device")
        self.place.setText(tr("{screen} · {sound}", screen=now.screen, sound=sound) if shown else "")
        self.figures.show_texts(*(wording.accuracy(now) if shown else ("",)))
        self.last.setText(wording.switch(now.records[-1]) if now.records else "")

    def _next(self, now: ProgramNow) -> str:
        if now.next_title:
            words_of = mark("{title} · ready") if now.next_ready else mark("{title} · loading")
            return tr(words_of, title=now.next_title)
        coming = self._state.rundown.next_item()
        if coming is None:
            return tr("Nothing")
        return tr("{title} · not finished yet", title=coming.title)
