"""The console's side of a spare: whether to keep one, its start and end, and the workers forked from it."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import IO

from vortex_gui.engine.places.spawn import spawn, step_back
from vortex_gui.wire.spare_words import hear

ROOM_BYTES = 2_000_000_000
"""Free memory below which we keep no spare: its 0.3 GB could cause the deaths it is for."""
FORK_LIMIT_S = 2.0
IS_POSSIBLE = sys.platform == "linux"
"""Elsewhere a process cannot fork, or not after importing such libraries."""


def wants_spare(rule: str, deaths: int, free_bytes: int) -> bool:
    """By the operator's rule, the workers that have died in this sitting, and the machine's free memory."""
    if not IS_POSSIBLE or free_bytes < ROOM_BYTES:
        return False
    return rule == "always" or (rule == "after a death" and deaths > 0)


class Spare:
    """A process with the model libraries imported (`pipeline.spare`), started when this is made.

    Made on the main thread, since it dies with the thread that starts it.
    """

    def __init__(
        self, command: Sequence[str], *, niceness: int = 0, environment: Mapping[str, str] | None = None
    ) -> None:
        """`command` is a worker's; a spare is the same with `--spare`. Raises `OSError`."""
        self._control, theirs = socket.socketpair()
        try:
            with theirs:
                self._process = spawn(
                    [*command, "--spare"],
                    stdin=theirs.fileno(),
                    output=subprocess.DEVNULL,
                    environment=environment,
                )
        except BaseException:
            self._control.close()
            raise
        step_back(self.pid, niceness)
        self._is_ready = False

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

    def fork(self) -> ForkedWorker:
        """A new worker that has its libraries already; the previous one has ended.

        Raises `OSError` when the spare does not answer within `FORK_LIMIT_S`.
        """
        theirs: list[int] = []
        ours: list[int] = []
        try:
            for side in (0, 1, 1):  # they read their stdin and write the two others
                ends = os.pipe()
                theirs.append(ends[side])
                ours.append(ends[1 - side])
            self._control.settimeout(FORK_LIMIT_S)
            socket.send_fds(self._control, [b"w"], theirs)
            pid = hear(self._control)
            if pid is None:
                raise ConnectionError("the spare has ended")
            worker = ForkedWorker(pid, self, ours)
        except OSError:
            for descriptor in ours:
                os.close(descriptor)
            raise
        finally:
            for descriptor in theirs:
                os.close(descriptor)
        self._control.settimeout(None)
        return worker

    def wait_for_worker(self) -> int:
        """Wait status of the forked worker; a spare that died has taken it along."""
        status = hear(self._control)
        return signal.SIGKILL if status is None else status

    def stop(self) -> None:
        """Ends it at once, and a worker that is still there with it; may be called again."""
        self._process.kill()
        self._process.wait()
        self._control.close()


class ForkedWorker:
    """The part of `subprocess.Popen` that a worker's life needs, for a spare's child."""

    def __init__(self, pid: int, spare: Spare, streams: Sequence[int]) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._spare = spare
        self._handle = os.pidfd_open(pid)
        stdin, stdout, stderr = streams
        self.stdin: IO[bytes] = os.fdopen(stdin, "wb")
        self.stdout: IO[bytes] = os.fdopen(stdout, "rb")
        self.stderr: IO[bytes] = os.fdopen(stderr, "rb")

    def poll(self) -> int | None:
        return self.returncode

    def wait(self) -> int:
        """Its exit code, or the signal that ended it as a negative number; called once, in a thread."""
        self.returncode = os.waitstatus_to_exitcode(self._spare.wait_for_worker())
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
