"""Commands in processes of their own that share one import of the model libraries, as workers do."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tests.paths import CHILDREN
from vortex_gui.engine.places.adoption import adopting
from vortex_gui.wire.spare_words import READY, Wish, ask, hear, spare_sockets

IMPORTS_S = 110.0
END_S = 110.0


class ForkedCommand:
    """One that runs: its process is a child of ours, and what it says goes to files without a name."""

    def __init__(self, pid: int, stdout: IO[str], stderr: IO[str]) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._said = stdout, stderr

    def poll(self) -> int | None:
        if self.returncode is None:
            ended, status = os.waitpid(self.pid, os.WNOHANG)
            self.returncode = os.waitstatus_to_exitcode(status) if ended else None
        return self.returncode

    def send_signal(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    def ended(self) -> subprocess.CompletedProcess[str]:
        """Waits for its end."""
        end = time.monotonic() + END_S
        try:
            while self.poll() is None:
                assert time.monotonic() < end, "the command does not end"
                time.sleep(0.02)
        finally:
            if self.returncode is None:
                os.kill(self.pid, signal.SIGKILL)
        return subprocess.CompletedProcess([], self.poll() or 0, *map(_read, self._said))


def _nameless() -> IO[str]:
    return tempfile.TemporaryFile("w+", encoding="utf-8")  # read when the command has ended


def _read(file: IO[str]) -> str:
    with file:
        file.seek(0)
        return file.read()


class CommandSpare:
    """Starts commands; each has the environment that the test has by then."""

    def __init__(self) -> None:
        self._ours, theirs = spare_sockets()
        self._ours.settimeout(IMPORTS_S)
        command = [sys.executable, str(CHILDREN / "command_spare.py")]
        self._process = subprocess.Popen(command, stdin=theirs.fileno())
        theirs.close()
        assert hear(self._ours) == READY

    def start(self, *words: str | Path, stdout: int | None = None) -> ForkedCommand:
        """`stdout` is a descriptor that takes it instead, and stays the caller's."""
        out, err = _nameless(), _nameless()
        environment = {**os.environ, "VORTEX_TEST_WORDS": json.dumps([str(word) for word in words])}
        with Path(os.devnull).open() as nothing, adopting():
            streams = (nothing.fileno(), out.fileno() if stdout is None else stdout, err.fileno())
            ask(self._ours, Wish(streams, environment))
            pid = hear(self._ours)
        assert pid is not None
        assert pid > 0
        return ForkedCommand(pid, out, err)

    def run(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        return self.start(*words).ended()

    def close(self) -> None:
        self._ours.close()
        self._process.wait(10)


@contextmanager
def command_spare() -> Iterator[CommandSpare]:
    spare = CommandSpare()
    try:
        yield spare
    finally:
        spare.close()
