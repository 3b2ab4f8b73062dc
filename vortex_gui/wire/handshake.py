"""How a worker's process meets its console: one line on stdin; it dies with its parent."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from typing import Any

from vortex_gui.base.words.translation import tr

MAX_LINE_BYTES = 1024 * 1024
PARENT_GONE_EXIT = 77
"""Exit code of a worker whose console has gone away."""


@dataclass(frozen=True, slots=True)
class Handshake:
    """First line of stdin, from the console: the address to connect to, the key, and the set-up."""

    address: str
    family: str
    key: str
    parent_pid: int
    config: dict[str, Any]

    def to_line(self) -> bytes:
        """One line of JSON."""
        plain = {name: getattr(self, name) for name in self.__slots__}
        return json.dumps(plain).encode() + b"\n"


def take_handshake() -> Handshake:
    """Reads stdin's first line and leaves nothing on file descriptor 0 for libraries to read.

    Raises `ValueError` when stdin holds no handshake.
    """
    line = sys.stdin.buffer.readline(MAX_LINE_BYTES)
    try:
        handshake = Handshake(**json.loads(line))
    except (TypeError, ValueError):
        raise ValueError(tr("the console starts the worker; stdin holds no handshake")) from None
    empty_stdin()
    return handshake


def empty_stdin() -> None:
    """Descriptor 0 reads as empty from now on."""
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)


def die_with(parent_pid: int) -> None:
    """On Linux the kernel ends this process with its parent, even while a C call holds the interpreter."""
    if sys.platform != "linux":
        return
    import ctypes
    import signal

    pr_set_pdeathsig = 1
    ctypes.CDLL(None, use_errno=True).prctl(pr_set_pdeathsig, signal.SIGKILL)
    if os.getppid() != parent_pid:
        os._exit(PARENT_GONE_EXIT)
