"""How a worker's process starts: its environment, a session of its own, and its niceness."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil


def spawn(
    command: Sequence[str],
    *,
    stdin: int,
    output: int = subprocess.PIPE,
    environment: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Starts the process of a worker or of a spare; `environment` is its own. Raises `OSError`."""
    ours = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONFAULTHANDLER": "1"}
    return subprocess.Popen(
        command,
        stdin=stdin,
        stdout=output,
        stderr=output,
        env={**ours, **(environment or {})},
        close_fds=True,
        start_new_session=os.name == "posix",  # Ctrl-C in a terminal is the console's to handle
    )


def step_back(pid: int, niceness: int) -> None:
    """Raises a process's niceness, so that the window goes first; `niceness` adds to our own."""
    if niceness <= 0:
        return
    # It may have ended already, or the system forbids it: a courtesy, no condition.
    with contextlib.suppress(psutil.Error, OSError):
        child = psutil.Process(pid)
        if sys.platform == "win32":
            child.nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
            return
        niceness = min(19, os.nice(0) + niceness)
        child.nice(niceness)
        # Linux weighs sessions against each other first, and the worker has one of its own: within
        # it alone, a nice value would not count against the window (sched(7), autogroup).
        group = Path(f"/proc/{pid}/autogroup")
        if group.exists():
            group.write_text(str(niceness))
