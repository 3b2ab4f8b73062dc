"""Starts the console: checks, application, loop, window, engine; and ends it within bounds."""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from vortex_gui.base.files.shipped import program
from vortex_gui.base.process import heap
from vortex_gui.base.process.exit_codes import NO_WINDOW
from vortex_gui.base.process.stopping import stopping_signals
from vortex_gui.console.parts.qt_application import open_application
from vortex_gui.console.parts.quiet_multimedia import quiet_loading
from vortex_gui.console.shell.pages import system_check

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from vortex_gui.console.session import Session

SIGNAL_POLL_MS = 200

_log = logging.getLogger(__name__)


def run_console(arguments: argparse.Namespace | None = None) -> int:
    """Opens the window and stays until it is closed; 0, or 2 with one sentence when it has no screen."""
    quiet_loading()
    if fault := system_check.missing():
        print(fault, file=sys.stderr)
        return NO_WINDOW
    try:
        application = make_application(sys.argv[:1])
        from vortex_gui.console.shell import screen_gone

        screen_gone.listen_to_xlib()
        from vortex_gui.console.session import Session
    except ImportError as error:
        print(system_check.explain(str(error)), file=sys.stderr)
        return NO_WINDOW
    session = Session(application, settings_file=getattr(arguments, "settings", None))
    code = run_session(application, session)
    return start_again(sys.argv[1:]) if session.restarts else code


def start_again(words: Sequence[str]) -> int:
    """The same program with the same words, in place of this process where the system can do that."""
    command = program(*words)
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    if os.name == "posix":
        os.execv(command[0], command)
    return subprocess.Popen(command).wait()


def make_application(argv: Sequence[str]) -> QApplication:
    """The console's QApplication, named so that the desktop knows it.

    Called before the window's modules are imported: nothing that an import makes is garbage, and PySide would
    read their sources.
    """
    gc.disable()  # the session's own collector takes over after the first paint
    heap.share_heaps(heap.WINDOW_HEAPS)
    heap.return_large_blocks()
    from vortex_gui.console.shell.screen_gone import watched_opening

    application = open_application(argv, watched_opening())
    application.setApplicationDisplayName("Vortex Console")
    application.setDesktopFileName("vortex-console")
    return application


def run_session(application: QApplication, session: Session) -> int:
    """Runs the session on a Qt loop that asyncio knows; a signal to stop closes it as the button does."""
    import qasync

    from vortex_gui.console.shell import screen_gone

    loop = qasync.QEventLoop(application)
    asyncio.set_event_loop(loop)
    with loop:
        loop.set_exception_handler(_on_loop_exception)
        _listen_to_signals(loop, session)
        sitting = loop.create_task(session.run())
        screen_gone.listen_to_qt(application, sitting)
        return int(loop.run_until_complete(sitting))


def _listen_to_signals(loop: asyncio.AbstractEventLoop, session: Session) -> None:
    for number in stopping_signals():
        try:
            loop.add_signal_handler(number, session.ask_to_close)
        except NotImplementedError:  # Windows: Python sees the signal when it next runs
            signal.signal(number, lambda *_: session.ask_to_close())
            session.poll_signals(SIGNAL_POLL_MS)


def _on_loop_exception(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:  # as asyncio has it
    _log.error("%s", context.get("message", "the loop met an error"), exc_info=context.get("exception"))
