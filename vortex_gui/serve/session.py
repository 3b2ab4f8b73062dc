"""One connection at the agent's socket: its greeting, its messages both ways, its end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable

from vortex_gui.base.words.translation import tr
from vortex_gui.engine.machines.console_identity import IDENTITY
from vortex_gui.serve.agent import Agent
from vortex_gui.serve.outgoing import Outgoing
from vortex_gui.wire.codec import ProtocolError
from vortex_gui.wire.link.link_frames import MAGIC, Unpacker, Wrapped, encode_link
from vortex_gui.wire.link.versions import SAME_RELEASE, misfit
from vortex_gui.wire.link.words import Greeting, Refusal

_log = logging.getLogger(__name__)
READ_BYTES = 64 * 1024
GREETING_LIMIT_S = 10.0
SILENCE_LIMIT_S = 15.0
"""A console pings each second; one that is asleep gives the machine free, and takes up the thread later."""
TAKE_OVER_S = 3.0
"""A console whose last connection has been silent for so long has lost it, and may come in again."""
CLOSE_LIMIT_S = 2.0


class Session:
    """From connection to end. A second console is refused; one that lost its connection may come again."""

    def __init__(self, agent: Agent, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._agent = agent
        self._reader = reader
        self._writer = writer
        self._unpacker = Unpacker()
        self._waiting: list[Wrapped | ProtocolError] = []
        self._outgoing = Outgoing()
        self._heard_at = asyncio.get_running_loop().time()
        self.console = ""
        """Who it is, once it has greeted."""

    @property
    def is_connected(self) -> bool:
        """It has greeted, and has not ended."""
        return bool(self.console) and not self._writer.is_closing()

    @property
    def is_silent(self) -> bool:
        """Its console sends no pings any more."""
        return asyncio.get_running_loop().time() - self._heard_at > TAKE_OVER_S

    async def run(self, connected: Callable[[], Session | None]) -> None:
        """Until the console goes or is silent. `connected` is the connection that the agent has."""
        try:
            self._writer.write(MAGIC)
            async with asyncio.timeout(GREETING_LIMIT_S):
                greeting = await self._greeting()
            if greeting is None:
                return
            before = connected()
            if refusal := _refusal(greeting, before):
                await self._send(Wrapped("", 0, refusal))
                return
            if before is not None:
                before.close()
            self.console = greeting.console
            self._agent.connect(greeting.console, self._outgoing, boot=greeting.boot, heard=greeting.heard)
            await self._talk()
        except (OSError, EOFError, TimeoutError):
            pass  # it has gone; the next one resumes
        except ProtocolError as error:
            _log.warning("a console was cut off: %s", error)
        finally:
            self._agent.disconnect(self._outgoing)
            self.close()

    def close(self) -> None:
        """Ends the connection; `run` returns then."""
        self._writer.close()

    async def until_closed(self) -> None:
        """Until the socket has gone, within `CLOSE_LIMIT_S`."""
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(CLOSE_LIMIT_S):
                await self._writer.wait_closed()

    async def _greeting(self) -> Greeting | None:
        found = await self._next()
        if isinstance(found, Wrapped) and isinstance(found.message, Greeting):
            return found.message if IDENTITY.fullmatch(found.message.console) else None
        return None

    async def _talk(self) -> None:
        """Both ways until one of them ends."""
        ways = [
            asyncio.create_task(self._hear(), name="session-hear"),
            asyncio.create_task(self._speak(), name="session-speak"),
        ]
        try:
            done, _ = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.wait(ways)
        for way in done:
            way.result()

    async def _hear(self) -> None:
        while True:
            async with asyncio.timeout(SILENCE_LIMIT_S):
                found = await self._next()
            try:
                if isinstance(found, ProtocolError):
                    raise found
                self._agent.take(found)
            except ProtocolError as error:
                _log.warning("a frame of the link was dropped: %s", error)

    async def _speak(self) -> None:
        while True:
            await self._send(await self._outgoing.next())

    async def _next(self) -> Wrapped | ProtocolError:
        """Raises `EOFError` when the console has gone, `ProtocolError` when it speaks no link at all."""
        while not self._waiting:
            data = await self._reader.read(READ_BYTES)
            if not data:
                raise EOFError
            self._heard_at = asyncio.get_running_loop().time()
            self._waiting = self._unpacker.feed(data)
        return self._waiting.pop(0)

    async def _send(self, wrapped: Wrapped) -> None:
        try:
            frame = encode_link(wrapped)
        except ProtocolError as error:
            _log.warning("a message was too long for the link: %s", error)
            return
        self._writer.write(frame)
        await self._writer.drain()


def _refusal(greeting: Greeting, before: Session | None) -> Refusal | None:
    if told := misfit(greeting, tr("Your console")):
        return Refusal(told, tr(SAME_RELEASE))
    if before is not None and (before.console != greeting.console or not before.is_silent):
        return Refusal(
            tr("Another console is connected to this machine."),
            tr(
                "Close that one, or wait: it is let go {seconds:g} s after it has gone.",
                seconds=SILENCE_LIMIT_S,
            ),
        )
    return None
