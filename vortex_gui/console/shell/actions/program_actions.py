"""The actions on the program output, with their keys in the console's window and in the program's own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import icons
from vortex_gui.console.parts.labels.plain_text import set_tip
from vortex_gui.console.program.output import ProgramOutput
from vortex_gui.console.state.console_state import ConsoleState


class ProgramActions(QObject):
    """Open on a screen, take next, hold, filler, close; each says why it is disabled."""

    def __init__(self, state: ConsoleState, output: ProgramOutput, window: QMainWindow) -> None:
        super().__init__(window)
        self._state = state
        self._output = output
        self._window = window
        self.open = self._action("program", "Shift+F9", output.open)
        self.take = self._action("take", "F9", output.take)
        self.hold = self._action("pause", "F8", output.hold)
        self.filler = self._action("filler", "F12", output.fill)
        self.close = self._action("close", "Ctrl+Shift+F9", output.ask_close)
        self.screens = QMenu(tr("Open program output on"), window)
        icons.dress(self.screens.menuAction(), "program")
        self.screens.aboutToShow.connect(self._list_screens)
        self._list_screens()
        output.key_pressed.connect(self._on_key)
        output.closing_changed.connect(self._refresh)
        state.program.changed.connect(self._refresh)
        self._refresh()

    def all(self) -> tuple[QAction, ...]:
        """In the order of the menu."""
        return (self.open, self.take, self.hold, self.filler, self.close)

    def _list_screens(self) -> None:
        """The screens that are there now; the console's own stands last."""
        self.screens.clear()
        for screen in self._output.screens():
            size = screen.size() * screen.devicePixelRatio()
            own = screen is self._window.screen()
            words = tr(
                "{screen} ({width} × {height})",
                screen=screen.name(),
                width=size.width(),
                height=size.height(),
            )
            text = tr("{screen}, which shows this window", screen=words) if own else words
            action = self.screens.addAction(text.replace("&", "&&"))
            action.triggered.connect(partial(self._open_on, screen.name()))

    def _open_on(self, screen: str, _: bool = False) -> None:
        self._output.open(screen)

    def _on_key(self, key: int) -> None:
        """A key in the program's window does what it does here."""
        pressed = QKeySequence(key)
        for action in self.all():
            if action.shortcut().matches(pressed) == QKeySequence.SequenceMatch.ExactMatch:
                action.trigger()

    def _refresh(self) -> None:
        now = self._state.program.now
        closed = "" if now.is_open else tr("The program output is closed.")
        opened = tr("The program output is open.") if now.is_open else ""
        close = tr("Close program output")
        if self._output.closes:
            close = tr("Press again to close the program output")
        for action, text, tip, reason in (
            (self.open, tr("Open program output"), tr("Show the program on its screen"), opened),
            (self.take, tr("Take next now"), tr("Cut to the next clip now"), closed),
            (
                self.hold,
                tr("Go on after hold") if now.hold else tr("Hold after this clip"),
                tr("Let the clip on air be the last one for now"),
                closed,
            ),
            (self.filler, tr("Filler now"), tr("Cut to the filler until the next take"), closed),
            (self.close, close, tr("End the program output; press twice"), closed),
        ):
            action.setText(text)
            action.setEnabled(not reason)
            key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            set_tip(action, f"{tip} ({key})" + (f"\n{reason}" if reason else ""))
        self.screens.setEnabled(not opened)

    def _action(self, drawing: str, key: str, slot: Callable[[], object]) -> QAction:
        action = QAction(self)
        action.setShortcut(QKeySequence(key))
        icons.dress(action, drawing)
        action.triggered.connect(lambda _=False: slot())
        self._window.addAction(action)
        return action
