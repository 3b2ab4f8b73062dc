"""Processes of their own that share one import, forked as workers are forked from a spare."""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import IO

from tests.paths import CHILDREN
from vortex_gui.engine.places.process.adoption import adopting
from vortex_gui.engine.places.process.spare import IS_POSSIBLE
from vortex_gui.wire.spare_words import READY, Wish, ask, hear, spare_sockets

LIMIT_S = 110.0
"""For an import, and for the end of a process."""


class Forked:
    """A process that is a child of ours, with the names of `Popen`."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        if self.returncode is None:
            ended, status = os.waitpid(self.pid, os.WNOHANG)
            self.returncode = os.waitstatus_to_exitcode(status) if ended else None
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def wait(self, limit_s: float = LIMIT_S) -> int:
        """Its exit code; one that has none in time is killed, and fails the test."""
        end = time.monotonic() + limit_s
        while (code := self.poll()) is None:
            if time.monotonic() > end:
                self.kill()
                raise AssertionError(f"process {self.pid} does not end")
            time.sleep(0.01)
        return code


Process = Forked | subprocess.Popen[bytes]


class Spare:
    """A child script that stands by; no variable of the program is its own, only those of each wish.

    Where nothing is forked, each wish is a process of `plain`.
    """

    def __init__(self, script: str, *words: str, plain: Sequence[str]) -> None:
        self._plain = plain
        if not IS_POSSIBLE:
            return
        self._ours, theirs = spare_sockets()
        self._ours.settimeout(LIMIT_S)
        own = {name: value for name, value in os.environ.items() if not name.startswith("VORTEX_")}
        command = [sys.executable, str(CHILDREN / script), *words]
        self._process = subprocess.Popen(command, stdin=theirs.fileno(), env=own)
        theirs.close()
        assert hear(self._ours) == READY

    def start(self, environment: Mapping[str, str], *words: str, stdout: int, stderr: int) -> Process:
        if not IS_POSSIBLE:
            command = [sys.executable, *self._plain, *words]
            return subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr, env=environment
            )
        environment = {**environment, "VORTEX_TEST_WORDS": json.dumps(words)}
        with Path(os.devnull).open() as nothing, adopting():
            ask(self._ours, Wish((nothing.fileno(), stdout, stderr), environment))
            pid = hear(self._ours)
        assert pid is not None
        assert pid > 0, "the system forks no more"
        return Forked(pid)

    def close(self) -> None:
        if IS_POSSIBLE:
            self._ours.close()
            self._process.wait(10)


class Command:
    """A command of the program that runs; what it says goes to files without a name."""

    def __init__(self, process: Process, stdout: IO[str], stderr: IO[str]) -> None:
        self.process = process
        self._said = stdout, stderr

    def ended(self) -> subprocess.CompletedProcess[str]:
        """Waits for its end."""
        return subprocess.CompletedProcess([], self.process.wait(), *map(_read, self._said))


def _nameless() -> IO[str]:
    return tempfile.TemporaryFile("w+", encoding="utf-8")  # read when the command has ended


def _read(file: IO[str]) -> str:
    with file:
        file.seek(0)
        return file.read()


class CommandSpare:
    """Starts commands; each has the environment that the test has by then."""

    def __init__(self, spare: Spare) -> None:
        self._spare = spare

    def start(self, *words: str | Path, stdout: int | None = None) -> Command:
        """`stdout` is a descriptor that takes it instead, and stays the caller's."""
        out, err = _nameless(), _nameless()
        taken = out.fileno() if stdout is None else stdout
        process = self._spare.start(os.environ, *map(str, words), stdout=taken, stderr=err.fileno())
        return Command(process, out, err)

    def run(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        return self.start(*words).ended()


@contextmanager
def command_spare() -> Iterator[CommandSpare]:
    """Its commands have the model libraries."""
    spare = Spare("command_spare.py", plain=("-m", "vortex_gui"))
    try:
        yield CommandSpare(spare)
    finally:
        spare.close()


@cache
def agent_spare() -> Spare:
    """One for all agents of this process; it lives until its end."""
    spare = Spare("agent.py", "--spare", plain=[str(CHILDREN / "agent.py")])
    atexit.register(spare.close)
    return spare
