"""The program process: takes the console's messages from stdin, and tells it what happens on stdout."""

from __future__ import annotations

import argparse
import asyncio
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import qasync
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QApplication

from vortex_gui.base.process.exit_codes import BAD_INPUT, DONE
from vortex_gui.base.words.translation import tr
from vortex_gui.console.program.messages import (
    LONGEST_LINE,
    CloseOutput,
    EscapePressed,
    FillNow,
    FromProgram,
    KeyPressed,
    OutputClosed,
    OutputShown,
    ScreenGone,
    SetFiller,
    SetHold,
    SetUpcoming,
    SoundChanged,
    TakeNext,
    ToProgram,
    from_line,
    to_line,
)
from vortex_gui.console.program.playout.awake import Awake
from vortex_gui.console.program.playout.clip_reader import Sound
from vortex_gui.console.program.playout.output_window import ESC_S, OutputWindow
from vortex_gui.console.program.playout.player import Player
from vortex_gui.console.program.playout.screens import ScreenKeeper
from vortex_gui.console.program.playout.sound_out import SoundOut


def lines(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of an unbuffered stream: a thread that waits in a buffered one cannot be left at exit."""
    left = b""
    while part := stream.read(LONGEST_LINE):
        *whole, left = (left + part).split(b"\n")
        yield from whole


class Ear(QObject):
    """Reads messages in a thread of its own; `heard(message)` and `fell_silent` come on the loop's thread."""

    heard = Signal(object)
    fell_silent = Signal()

    def __init__(self, stream: BinaryIO, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stream = stream
        self._thread = threading.Thread(target=self._listen, name="ear", daemon=True)

    def listen(self) -> None:
        self._thread.start()

    def _listen(self) -> None:
        for line in lines(self._stream):
            try:
                message = from_line(line)
            except ValueError as error:
                print(error, file=sys.stderr)
            else:
                self.heard.emit(message)
        self.fell_silent.emit()


class ProgramProcess(QObject):
    """The window, its player and the console's messages, wired."""

    def __init__(self, words: argparse.Namespace, to_console: BinaryIO, from_console: BinaryIO) -> None:
        super().__init__()
        self._to_console = to_console
        self._over = asyncio.Event()
        self._tap = Path(words.tap).open("wb") if words.tap else None  # noqa: SIM115  # as long as the process
        self._window = OutputWindow(words.title)
        self._sound = SoundOut(self, tap=self._write_tap if self._tap else None)
        self._player = Player(self._window, self._sound, self.tell, self, title=words.title)
        self._keeper = ScreenKeeper(self._window, words.screen, words.spared, may_move=words.may_move)
        self._awake = Awake(self)
        self._ear = Ear(from_console, self)
        self._ear.heard.connect(self._obey)
        self._ear.fell_silent.connect(self._on_console_gone)
        self._sound.changed.connect(lambda device: self.tell(SoundChanged(device)))
        self._keeper.shown.connect(self._on_shown)
        self._keeper.gone.connect(lambda name, other: self.tell(ScreenGone(name, other)))
        self._window.escaped.connect(lambda: self.tell(EscapePressed(ESC_S)))
        self._window.pressed.connect(lambda key: self.tell(KeyPressed(key)))
        self._window.ended.connect(lambda: self.end(by_key=True))

    async def run(self) -> int:
        """Covers the screen and plays until it is asked to end; `BAD_INPUT` without a screen to cover."""
        self._keeper.look()
        if self._keeper.screen is None:
            print(tr("There is no screen for the program output."), file=sys.stderr)
            return BAD_INPUT
        self._awake.hold()
        self._player.start()
        self._ear.listen()
        await self._over.wait()
        return DONE

    def tell(self, message: FromProgram) -> None:
        """One line to the console, if it is still there."""
        try:
            self._to_console.write(to_line(message))
            self._to_console.flush()
        except (OSError, ValueError):
            pass

    def end(self, *, by_key: bool = False) -> None:
        self._player.close()
        self._awake.let_go()
        if self._tap is not None:
            self._tap.close()
        self._window.leave()
        self.tell(OutputClosed(by_key))
        self._over.set()

    def _obey(self, message: ToProgram) -> None:
        match message:
            case SetUpcoming(clips):
                self._player.set_upcoming(clips)
            case SetFiller(path, title):
                self._player.set_filler(path, title)
            case TakeNext(key):
                self._player.take(key)
            case SetHold(on):
                self._player.hold(on)
            case FillNow():
                self._player.fill()
            case CloseOutput():
                self.end()

    def _on_console_gone(self) -> None:
        self.end()

    def _on_shown(self, screen: QScreen) -> None:
        pixels = self._window.pixels
        self.tell(OutputShown(screen.name(), pixels.width(), pixels.height(), self._sound.device))

    def _write_tap(self, sound: Sound) -> None:
        assert self._tap is not None
        self._tap.write(sound.tobytes())


def run(
    application: QApplication, words: argparse.Namespace, to_console: BinaryIO, from_console: BinaryIO
) -> int:
    """Plays on a Qt loop that asyncio knows; returns the exit code."""
    loop = qasync.QEventLoop(application)
    asyncio.set_event_loop(loop)
    with loop:
        return int(loop.run_until_complete(ProgramProcess(words, to_console, from_console).run()))
