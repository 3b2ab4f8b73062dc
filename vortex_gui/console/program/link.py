"""The console's end of the program process: starts it, speaks with it, ends it within bounds."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from vortex_gui.base.files.shipped import program
from vortex_gui.console.program.messages import CloseOutput, OutputClosed, ToProgram, from_line, to_line

END_MS = 2000
"""How long the process has to close its window before it is killed."""

_log = logging.getLogger(__name__)


class ProgramLink(QObject):
    """`told(message)` for each message; `ended(sentence)` when the process is gone.

    The sentence is empty if the process was asked to end, from here or by the keys of its own window.
    One process at a time.
    """

    told = Signal(object)
    ended = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process: QProcess | None = None
        self._end_is_meant = False
        self._patience = QTimer(self, singleShot=True, interval=END_MS)
        self._patience.timeout.connect(self._kill)

    @property
    def is_there(self) -> bool:
        return self._process is not None

    @property
    def pid(self) -> int:
        """Of the process; 0 without one."""
        return 0 if self._process is None else self._process.processId()

    def start(self, words: Sequence[str]) -> None:
        """Starts the process; what it cannot do comes as `ended`."""
        self._end_is_meant = False
        name, *rest = program("program-output", *words)
        process = self._process = QProcess(self)
        process.readyReadStandardOutput.connect(self._read)
        process.readyReadStandardError.connect(self._read_errors)
        process.finished.connect(self._on_finished)
        process.errorOccurred.connect(self._on_error)
        process.start(name, rest)

    def say(self, message: ToProgram) -> None:
        """Tells the process, if there is one."""
        if self._process is not None and self._process.state() is not QProcess.ProcessState.NotRunning:
            self._process.write(to_line(message))

    def end(self) -> None:
        """Asks the process to end, and kills it where it does not."""
        self._end_is_meant = True
        self.say(CloseOutput())
        if self._process is not None:
            self._patience.start()

    def end_now(self) -> None:
        """As `end`, and returns when the process is gone: for the console's own end."""
        self.end()
        process = self._process
        if process is not None and not process.waitForFinished(END_MS):
            process.kill()
            process.waitForFinished(END_MS)

    def _kill(self) -> None:
        if self._process is not None:
            _log.warning("the program process did not end when asked, and is killed")
            self._process.kill()

    def _read(self) -> None:
        process = self._process
        while process is not None and process.canReadLine():
            line = process.readLine().data()
            try:
                message = from_line(bytes(line))
            except ValueError:
                _log.warning("the program process told what this console cannot read: %r", line[:200])
            else:
                self._end_is_meant |= isinstance(message, OutputClosed)
                self.told.emit(message)

    def _read_errors(self) -> None:
        if self._process is not None:
            for line in (
                bytes(self._process.readAllStandardError().data()).decode("utf-8", "replace").splitlines()
            ):
                _log.info("program process: %s", line)

    def _on_error(self, error: QProcess.ProcessError) -> None:
        """A process that did not start tells no end of its own."""
        if error is QProcess.ProcessError.FailedToStart and self._process is not None:
            self._let_go(self._process.errorString())

    def _on_finished(self, code: int, status: QProcess.ExitStatus) -> None:
        self._read()
        crashed = status is QProcess.ExitStatus.CrashExit
        self._let_go(f"signal {code}" if crashed else f"exit code {code}")

    def _let_go(self, how: str) -> None:
        process, self._process = self._process, None
        self._patience.stop()
        if process is not None:
            process.deleteLater()
            self.ended.emit("" if self._end_is_meant else how)
