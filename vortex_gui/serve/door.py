"""The agent's socket in the data folder: its owner's alone, for one console at a time; no port is opened."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from pathlib import Path

from vortex_gui.serve.agent import Agent
from vortex_gui.serve.agent_socket import SOCKET_NAME, short_path, socket_of
from vortex_gui.serve.session import Session

MODE = 0o600
BACKLOG = 4


class Door:
    """Accepts connections while it is open. Used on the loop."""

    def __init__(self, agent: Agent, folder: Path) -> None:
        self._agent = agent
        self._folder = folder
        self._server: asyncio.Server | None = None
        self._sessions: dict[asyncio.Task[None], Session] = {}

    async def open(self) -> None:
        """Binds the socket, in the place of one that a dead agent left. Raises `OSError`."""
        with contextlib.suppress(FileNotFoundError):
            socket_of(self._folder).unlink()
        listener = socket.socket(socket.AF_UNIX)
        try:
            with short_path(self._folder) as folder:
                before = os.umask(0o777 & ~MODE)
                try:
                    listener.bind(f"{folder}/{SOCKET_NAME}")
                finally:
                    os.umask(before)
            listener.listen(BACKLOG)
        except BaseException:
            listener.close()
            raise
        self._server = await asyncio.start_unix_server(self._accept, sock=listener)

    async def close(self) -> None:
        """Takes the socket away and ends the connections."""
        if self._server is not None:
            self._server.close()
        self.end_connections()
        if self._sessions:
            await asyncio.wait(self._sessions)
        with contextlib.suppress(OSError):
            socket_of(self._folder).unlink()

    def end_connections(self) -> None:
        """Each console comes again at once, and hears the machine as it is then."""
        for session in self._sessions.values():
            session.close()

    def _connected(self) -> Session | None:
        """The connection that the agent has."""
        return next((each for each in self._sessions.values() if each.is_connected), None)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        session = Session(self._agent, reader, writer)
        self._sessions[task] = session
        try:
            await session.run(self._connected)
            await session.until_closed()
        finally:
            del self._sessions[task]
