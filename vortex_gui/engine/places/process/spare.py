"""The console's side of a spare: whether to keep one, its start and end, and the workers forked from it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import IO

from vortex_gui.engine.places.process.adoption import adopting
from vortex_gui.engine.places.process.spawn import spawn, step_back
from vortex_gui.wire.spare_words import FAILED, Wish, ask, hear, spare_sockets

ROOM_BYTES = 2_000_000_000
"""Free memory below which we keep no spare: its 0.4 GB could cause the deaths it is for."""
FORK_LIMIT_S = 2.0
IS_POSSIBLE = sys.platform == "linux"
"""Elsewhere a process cannot fork, or not after importing such libraries."""


def wants_spare(rule: str, deaths: int, workers: int, free_bytes: int) -> bool:
    """By the operator's rule, the deaths of the worker that is to start, and the machine's free memory.

    Several workers share its libraries from the start: each of them then takes less than the spare costs.
    """
    if not IS_POSSIBLE or free_bytes < ROOM_BYTES:
        return False
    return rule == "always" or (rule == "after a death" and (deaths > 0 or workers > 1))


class Spare:
    """A process with the model libraries imported (`pipeline.spare`), started when this is made.

    Made on the main thread, since it dies with the thread that starts it. Its workers are children of this
    process, live beside each other, and stay when it goes.
    """

    def __init__(self, command: Sequence[str], *, niceness: int = 0) -> None:
        """`command` is a worker's; a spare is the same with `--spare`. Raises `OSError`."""
        self._control, theirs = spare_sockets()
        try:
            with theirs:
                self._process = spawn([*command, "--spare"], stdin=theirs.fileno(), output=subprocess.DEVNULL)
        except BaseException:
            self._control.close()
            raise
        step_back(self.pid, niceness)
        self._is_ready = False
        self.is_unfit = False
        """It lives and forks no worker: another one would not either."""

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    @property
    def is_ready(self) -> bool:
        """It has imported all, has said so, and lives."""
        return self._is_ready and self.is_alive

    def wait_until_ready(self) -> bool:
        """Waits in a thread until it has imported all; false when it has ended instead."""
        self._is_ready = hear(self._control) is not None
        return self.is_ready

    def fork(self, environment: Mapping[str, str]) -> ForkedWorker:
        """A new worker that has its libraries already; `environment` is its own.

        Raises `OSError` when the spare does not answer within `FORK_LIMIT_S`, and ends it: a late answer
        would be taken for that of the next worker.
        """
        theirs: list[int] = []
        ours: list[int] = []
        try:
            for side in (0, 1, 1):  # they read their stdin and write the two others
                ends = os.pipe()
                theirs.append(ends[side])
                ours.append(ends[1 - side])
            return ForkedWorker(self._fork(Wish(theirs, environment)), ours)
        except OSError:
            for descriptor in ours:
                os.close(descriptor)
            self.stop()
            raise
        finally:
            for descriptor in theirs:
                os.close(descriptor)

    def _fork(self, wish: Wish) -> int:
        self._control.settimeout(FORK_LIMIT_S)
        try:
            with adopting():
                ask(self._control, wish)
                pid = hear(self._control)
            if pid is None:
                raise ConnectionError("the spare has ended")
            if pid == FAILED:
                raise ChildProcessError("the spare could not fork")
        except ConnectionError:
            raise
        except OSError:
            self.is_unfit = True
            raise
        return pid

    def stop(self) -> None:
        """Ends it at once; may be called again."""
        self._process.kill()
        self._process.wait()
        self._control.close()


class ForkedWorker:
    """The part of `subprocess.Popen` that a worker's life needs, for a child that a spare has forked."""

    def __init__(self, pid: int, streams: Sequence[int]) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._handle = os.pidfd_open(pid)
        stdin, stdout, stderr = streams
        self.stdin: IO[bytes] = os.fdopen(stdin, "wb")
        self.stdout: IO[bytes] = os.fdopen(stdout, "rb")
        self.stderr: IO[bytes] = os.fdopen(stderr, "rb")

    def poll(self) -> int | None:
        return self.returncode

    def wait(self) -> int:
        """Its exit code, or the signal that ended it as a negative number; called once, in a thread."""
        try:
            _, status = os.waitpid(self.pid, 0)
        except ChildProcessError:  # SIGCHLD is ignored: as `subprocess` takes it
            status = 0
        self.returncode = os.waitstatus_to_exitcode(status)
        handle, self._handle = self._handle, -1
        os.close(handle)
        return self.returncode

    def terminate(self) -> None:
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        self._signal(signal.SIGKILL)

    def _signal(self, number: int) -> None:
        with contextlib.suppress(OSError):  # it has ended
            signal.pidfd_send_signal(self._handle, number)
