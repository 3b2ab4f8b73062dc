"""Ends the console in one sentence when its X server dies, before Qt draws on the dead connection."""

from __future__ import annotations

import asyncio
import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from vortex_gui.base.process.exit_codes import NO_WINDOW
from vortex_gui.base.words.translation import mark, tr
from vortex_gui.console.shell.pages import system_check

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

SCREEN_GONE = mark(
    "The screen of the window is gone. Queue, history and settings are on disk: start the console again."
)
NO_WINDOW_OPENS = mark("Qt cannot open a window here: {why}")
BREAK = "X11 connection broke"
"""In what Qt writes before Xlib ends the process (`QXcbConnection`)."""
_OnBreak = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)


def leave() -> None:
    """Ends the process at once, with 2: Qt crashes in what it hides and draws without its screen."""
    _leave_with(tr(SCREEN_GONE))


def _leave_with(sentence: str) -> None:
    print(sentence, file=sys.stderr)
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(NO_WINDOW)


@contextmanager
def watched_opening() -> Iterator[None]:
    """While the QApplication is made: Qt aborts the process where a display or a plugin fails it.

    What Qt writes meanwhile follows on stderr, or is replaced by the sentence that ends the process.
    """
    written: list[str] = []

    def take(kind: QtMsgType, _place: QMessageLogContext, text: str) -> None:
        if kind == QtMsgType.QtFatalMsg:
            _leave_with(system_check.missing() or tr(NO_WINDOW_OPENS, why=text.splitlines()[0]))
        if BREAK in text:
            leave()
        written.append(text)

    before = qInstallMessageHandler(take)
    try:
        yield
    finally:
        qInstallMessageHandler(before)
        for text in written:
            print(text, file=sys.stderr)


def _on_break(_display: int) -> int:
    leave()
    return 0


_ON_BREAK = _OnBreak(_on_break)
"""Kept, because Xlib holds its address alone."""


def listen_to_xlib() -> None:
    """Xlib would end the process itself, with `exit`, in the middle of what our threads do.

    Called once the QApplication stands, because Qt sets a handler of its own. Without X11 nothing is done.
    """
    if not sys.platform.startswith("linux"):
        return
    try:
        xlib = ctypes.CDLL("libX11.so.6")
    except OSError:
        return
    xlib.XSetIOErrorHandler.argtypes = [_OnBreak]
    xlib.XSetIOErrorHandler.restype = ctypes.c_void_p
    xlib.XSetIOErrorHandler(_ON_BREAK)


def listen_to_qt(application: QApplication, sitting: asyncio.Task[int]) -> None:
    """Qt ends its loop by itself when the X server dies; qasync would run it once more."""
    application.aboutToQuit.connect(partial(_on_quit, sitting))


def _on_quit(sitting: asyncio.Task[int]) -> None:
    if not sitting.done():
        leave()
