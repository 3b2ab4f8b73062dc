"""Joins this process's stdin and stdout to the agent's socket, byte by byte, until either side ends."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time
from pathlib import Path

from vortex_gui.serve.agent_socket import connect

PIECE_BYTES = 64 * 1024
LAST_WORDS_S = 1.0
"""An agent that writes meanwhile reads the console's last words within this time; one that hangs is left."""


def dial(folder: Path) -> None:
    """Returns when the console or the agent has gone. Raises `NoAgent`."""
    agent = connect(folder)
    threading.Thread(target=_up, args=(agent,), name="dial-up", daemon=True).start()
    _down(agent)


def _up(agent: socket.socket) -> None:
    """From the console to the agent, in a thread; the end of stdin ends the connection, and `_down`.

    Shut both ways at once, an agent that writes would fail, and never read a cancel just before.
    """
    with contextlib.suppress(OSError):
        while data := os.read(0, PIECE_BYTES):
            agent.sendall(data)
    with contextlib.suppress(OSError):
        agent.shutdown(socket.SHUT_WR)
        time.sleep(LAST_WORDS_S)
        agent.shutdown(socket.SHUT_RDWR)


def _down(agent: socket.socket) -> None:
    """From the agent to the console; nobody reads the one's words when the other has gone."""
    with contextlib.suppress(OSError):
        while data := agent.recv(PIECE_BYTES):
            view = memoryview(data)
            while view:
                view = view[os.write(1, view) :]
