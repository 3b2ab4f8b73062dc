"""The program output as the console has it: opens and closes it, shows what it tells, notes each switch."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

from vortex_gui.base.process.clock import beginning, steady_now
from vortex_gui.base.words.translation import tr
from vortex_gui.console.parts.buttons.two_step import TwoStep
from vortex_gui.console.program import wording
from vortex_gui.console.program.backing import Backing
from vortex_gui.console.program.conductor import Conductor
from vortex_gui.console.program.link import ProgramLink
from vortex_gui.console.program.messages import (
    ClipRefused,
    EscapePressed,
    KeyPressed,
    OutputClosed,
    OutputShown,
    ProgramFigures,
    ScreenGone,
    SetFiller,
    SoundChanged,
    Switched,
    ToProgram,
)
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.figures.program_state import OnAir, OutputState, ProgramNow, SwitchRecord
from vortex_gui.console.state.intents import Intents
from vortex_gui.console.state.shift_log import ShiftKind
from vortex_gui.engine.facts.events import Severity

STEADY_S = 30.0
"""A process that lived this long and died is started again at once; one that dies sooner is not."""
AGAIN_MS = 200


class ProgramOutput(QObject):
    """`window` is the console's own, whose screen is the last to be covered.

    `key_pressed(key)` for a key in the program's window, as Qt counts keys with their modifiers.
    `told(message)` for each message of the process. `closing_changed` when the next press closes the output,
    or no longer does.
    """

    key_pressed = Signal(int)
    told = Signal(object)
    closing_changed = Signal()

    def __init__(self, state: ConsoleState, intents: Intents, window: QWidget) -> None:
        super().__init__(window)
        self._state = state
        self._intents = intents
        self._window = window
        self._screen = ""
        self._begun_at = 0.0
        self.tap: Path | None = None
        """Where the program's sound is kept as well, for a measurement."""
        self._link = ProgramLink(self)
        self._link.told.connect(self._on_told)
        self._link.ended.connect(self._on_ended)
        self._link.told.connect(self.told)
        self.conductor = Conductor(state.rundown, self._link.say, self)
        self._backing = Backing(self)
        self._again = QTimer(self, singleShot=True, interval=AGAIN_MS)
        self._again.timeout.connect(self._start)
        self._closing, self._leaving = TwoStep(self), TwoStep(self)
        self._closing.changed.connect(self.closing_changed)
        for step in (self._closing, self._leaving):
            step.changed.connect(self._forget_question)
        self._titles: dict[str, tuple[str, int | None]] = {}
        state.settings_changed.connect(self._tell_filler)
        state.rundown.changed.connect(self._note_hold)

    # ── what the operator presses ────────────────────────────────────────────────────────

    @property
    def pid(self) -> int:
        """Of the process that plays; 0 without one."""
        return self._link.pid

    def screens(self) -> list[QScreen]:
        """Where the program may be shown, the console's own screen last."""
        own = self._window.screen()
        return sorted(QGuiApplication.screens(), key=lambda screen: screen is own)

    def open(self, screen: str = "") -> None:
        """Opens the output on this screen, else on that of the settings, else on one without the console."""
        if self._link.is_there:
            return
        names = [each.name() for each in self.screens()]
        wished = screen or self._screen or self._state.settings.program.screen
        if wished and wished not in names:
            there = ", ".join(names)
            text = tr("The screen {screen} is not there; there is {there}.", screen=wished, there=there)
            self._intents.notify(Severity.WARNING, text, key="program")
            wished = ""
        self._screen = wished or (names[0] if names else "")
        self._note(tr("Opened the program output on {screen}.", screen=self._screen))
        self._start()

    @property
    def closes(self) -> bool:
        """Whether the next press closes the output."""
        return self._closing.armed

    def ask_close(self) -> None:
        """Closes at the second press: the first says what it would do."""
        if self._closing.press(disturbs=self._state.program.now.is_open):
            self.close()
        else:
            text = tr("The program is on air. Press again to close its output.")
            self._intents.notify(Severity.WARNING, text, key="program escape")

    def _forget_question(self) -> None:
        """Once no press is waited for, nobody is asked for one."""
        if not (self._closing.armed or self._leaving.armed):
            self._state.notices.dismiss("program escape")

    def close(self) -> None:
        """Ends the output; the rundown goes on by the clock."""
        self._again.stop()
        self._backing.uncover()
        self._link.end()

    def take(self) -> None:
        """Cuts to the next clip now."""
        self._note(tr("Took the next clip."))
        self.conductor.take()
        self._put(fills=False)

    def hold(self) -> None:
        """Lets the clip on air be the last one for now, or goes on."""
        self.conductor.toggle_hold()

    def fill(self) -> None:
        """Cuts to the filler until the next take."""
        self._note(tr("Cut to the filler."))
        self.conductor.fill()
        self._put(fills=True)

    def may_leave(self) -> bool:
        """Whether the console may be closed: while the program is on air, it takes two presses."""
        if self._leaving.press(disturbs=self._state.program.now.is_open):
            return True
        text = tr("The program is on air, and ends with the console. Close again to end both.")
        self._intents.notify(Severity.WARNING, text, key="program escape")
        return False

    def leave(self) -> None:
        """The console ends, and the output with it."""
        self._again.stop()
        self._backing.uncover()
        self._link.end_now()

    # ── the process ──────────────────────────────────────────────────────────────────────

    def _start(self) -> None:
        self._put(state=OutputState.OPENING, screen=self._screen)
        self._cover_desktop()
        own = self._window.screen()
        words = ["--screen", self._screen, "--title", self._state.settings.program.title]
        words += ["--spared", "" if own is None or own.name() == self._screen else own.name()]
        if self._state.settings.program.move_when_unplugged:
            words.append("--may-move")
        if self.tap is not None:
            words += ["--tap", str(self.tap)]
        self._begun_at = steady_now()
        self._link.start(words)

    def _cover_desktop(self) -> None:
        """On the console's own screen the console itself is behind the program, and must stay in reach."""
        own = self._window.screen()
        screen = next((each for each in QGuiApplication.screens() if each.name() == self._screen), None)
        if screen is None or screen is own:
            self._backing.uncover()
        else:
            self._backing.cover(screen, self._state.settings.program.title)

    def _on_ended(self, how: str) -> None:
        starts = bool(how) and steady_now() - self._begun_at > STEADY_S
        if not starts:
            self._backing.uncover()
        self.conductor.end()
        self._state.program.put(ProgramNow())
        if not how:
            return
        text = tr("The program output ended by itself ({how}).", how=how)
        remedy = tr("It starts again.") if starts else tr("Open it again; the log tells more.")
        self._note(text, ShiftKind.BAD)
        self._intents.notify(Severity.ERROR, text, remedy=remedy, key="program")
        if starts:
            self._again.start()

    def _on_told(self, message: object) -> None:
        match message:
            case ProgramFigures():
                self._take_figures(message)
            case Switched():
                self._take_switch(message)
            case OutputShown(screen, _, _, sound):
                self._on_shown(screen, sound)
            case ScreenGone(screen, moved_to):
                self._on_screen_gone(screen, moved_to)
            case SoundChanged(device):
                self._on_sound(device)
            case ClipRefused(key, sentence):
                self._on_refused(key, sentence)
            case EscapePressed(within_s):
                text = tr(
                    "Press Esc again within {seconds:g} s to close the program output.", seconds=within_s
                )
                self._intents.notify(Severity.WARNING, text, key="program escape")
            case KeyPressed(key):
                self.key_pressed.emit(key)
            case OutputClosed():
                self._state.notices.dismiss("program escape")
                self._note(tr("Closed the program output."))

    def _on_shown(self, screen: str, sound: str) -> None:
        first = self._state.program.now.state is OutputState.OPENING
        if self._state.program.now.state is OutputState.HIDDEN:
            text = tr("The screen {screen} is back, and shows the program.", screen=screen)
            self._note(text, ShiftKind.GOOD)
            self._intents.notify(Severity.SUCCESS, text, key="program screen")
        self._put(state=OutputState.OPEN, screen=screen, sound=sound)
        if first:
            self._tell_filler()
            self.conductor.begin()
            if not sound:
                text = tr("There is no sound device: the program runs without sound.")
                self._intents.notify(Severity.WARNING, text, key="program sound")

    def _on_screen_gone(self, screen: str, moved_to: str) -> None:
        self._backing.uncover()  # on the other screen it would come later than the program, and hide it
        if moved_to:
            text = tr(
                "The screen {screen} was unplugged; {other} shows the program.", screen=screen, other=moved_to
            )
            self._put(screen=moved_to)
        else:
            text = tr("The screen {screen} was unplugged: nobody sees the program.", screen=screen)
            self._put(state=OutputState.HIDDEN)
        self._note(text, ShiftKind.BAD)
        remedy = tr("The program goes on; it shows again when the screen is back.") if not moved_to else ""
        self._intents.notify(Severity.ERROR, text, remedy=remedy, key="program screen")

    def _on_sound(self, device: str) -> None:
        self._put(sound=device)
        text = tr("The program's sound plays on {device}.", device=device)
        if not device:
            text = tr("The sound device is gone: the program runs without sound.")
        self._note(text, ShiftKind.NOTE if device else ShiftKind.BAD)
        if not device:
            self._intents.notify(Severity.ERROR, text, key="program sound")

    def _on_refused(self, key: str, sentence: str) -> None:
        self._note(tr("The program left a clip out: {why}", why=sentence), ShiftKind.BAD)
        self._intents.notify(Severity.ERROR, sentence, key=f"program {sentence}")
        self.conductor.take_refusal(key)

    # ── figures ──────────────────────────────────────────────────────────────────────────

    def _take_figures(self, told: ProgramFigures) -> None:
        title, slot_id = self._known(told.key)
        self._put(
            kind=OnAir(told.kind),
            title=title,
            slot_id=slot_id,
            next_title=self._known(told.next_key)[0],
            next_ready=told.next_ready,
            remaining_s=told.remaining_s,
            switches=told.switches,
            late_switches=told.late_switches,
            worst_late_ms=told.worst_late_ms,
            dropped=told.dropped,
            held=told.held,
            gaps=told.gaps,
        )

    def _take_switch(self, told: Switched) -> None:
        title, slot_id = self._known(told.key)
        record = SwitchRecord(
            at=told.shown_at + beginning(steady_now),
            title=title,
            slot_id=slot_id,
            kind=OnAir(told.kind),
            late_ms=told.late_ms,
            late_frames=told.late_frames,
            waited_s=told.waited_s,
            dropped=told.dropped,
            held=told.held,
            gap_ms=told.gap_samples / 48,
        )
        now = self._state.program.now
        self._state.program.put(
            replace(now, kind=record.kind, title=title, slot_id=slot_id).with_record(record)
        )
        bad = record.late_frames > 1 or record.gap_ms > 0
        self._note(wording.switch(record), ShiftKind.DOUBT if bad else ShiftKind.NOTE, slot_id)
        self.conductor.take_switch(told)
        for key in list(self._titles)[:-20]:
            del self._titles[key]

    def _known(self, key: str) -> tuple[str, int | None]:
        self._titles.update(
            {airing.key: (airing.title, airing.slot_id) for airing in self.conductor.offered()}
        )
        return self._titles.get(key, ("", None))

    def _note_hold(self) -> None:
        self._put(hold=self._state.rundown.hold)

    def _tell_filler(self) -> None:
        program = self._state.settings.program
        self._say(SetFiller(program.filler, program.title))

    def _say(self, message: ToProgram) -> None:
        self._link.say(message)

    def _put(self, **values: object) -> None:
        self._state.program.put(replace(self._state.program.now, **values))  # type: ignore[arg-type]

    def _note(self, text: str, kind: ShiftKind = ShiftKind.DID, slot_id: int | None = None) -> None:
        if not self._state.read_only:
            self._state.shift.note(text, kind, slot_id)
