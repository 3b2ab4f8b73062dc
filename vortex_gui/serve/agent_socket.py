"""The agent's socket in its folder, found by both ends: where it is, and a connection to it."""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from vortex_gui.base.errors import VortexError
from vortex_gui.base.words.translation import tr

if TYPE_CHECKING:
    from vortex_gui.base.settings.settings import Settings

FOLDER_NAME = "serve"
"""In the data folder: the socket, the spool and the agent's lock."""
SOCKET_NAME = "agent.sock"


class NoAgent(VortexError):
    """Nobody listens at the socket."""

    code = "no_agent"


def agent_folder(settings: Settings) -> Path:
    """Where the agent has its socket, its spool and its lock."""
    return settings.folders.data_path / FOLDER_NAME


def connect(folder: Path) -> socket.socket:
    """A connection to the agent whose folder this is. Raises `NoAgent`."""
    caller = socket.socket(socket.AF_UNIX)
    try:
        if not stat.S_ISSOCK(socket_of(folder).lstat().st_mode):
            raise ConnectionRefusedError
        with short_path(folder) as short:
            caller.connect(f"{short}/{SOCKET_NAME}")
    except OSError as error:
        caller.close()
        if isinstance(error, FileNotFoundError | ConnectionRefusedError):
            sentence = tr("No agent runs on this machine.")
        else:
            sentence = tr("The agent on this machine cannot be reached ({why}).", why=error.strerror or error)
        raise NoAgent(
            sentence,
            remedy=tr("Start it with vortex-gui serve, or for good with vortex-gui serve --install."),
        ) from None
    return caller


@contextmanager
def short_path(folder: Path) -> Iterator[str]:
    """The folder under a name that a socket's address has room for: it holds some hundred bytes alone."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        lasting = f"/proc/self/fd/{handle}"
        yield lasting if Path(lasting).exists() else str(folder)
    finally:
        os.close(handle)


def socket_of(folder: Path) -> Path:
    """The socket's own place, to look at and to remove."""
    return folder / SOCKET_NAME
