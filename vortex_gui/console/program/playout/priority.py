"""Puts the process that is on air before all others of the machine, where the system lets it."""

from __future__ import annotations

import contextlib
import sys

import psutil

LINUX_NICENESS = -10


def come_first() -> None:
    """Windows grants it to everyone, Linux to root or by a limit of the system; else nothing changes."""
    wanted = LINUX_NICENESS
    if sys.platform == "win32":
        wanted = psutil.HIGH_PRIORITY_CLASS
    with contextlib.suppress(psutil.Error, OSError):
        psutil.Process().nice(wanted)
