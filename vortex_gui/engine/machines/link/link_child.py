"""The ssh child that carries a link: frames both ways, what it says on stderr, and the way it ends."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import queue
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from vortex_gui.engine.machines.landing.lander import Lander
from vortex_gui.engine.machines.landing.landings import LandingNews, Landings
from vortex_gui.engine.places.process.awake import wait_awake
from vortex_gui.wire.codec import ProtocolError
from vortex_gui.wire.link.link_frames import MAGIC, Unpacker, Wrapped, encode_link
from vortex_gui.wire.link.words import ChunksTaken, FileChunk, FolderGone, FolderOffer

_log = logging.getLogger(__name__)
READ_BYTES = 64 * 1024
MOST_WAITING = 64
"""Batches read but not yet handed over; past this the reader waits, and with it the machine."""
SAID_LINES = 20
MAX_LINE_BYTES = 4000
STOP_WAIT_S = 2.0
SIGN_S = 0.25
"""Parts of folders are a sign of life, too; so often one is handed over without a message."""

Heard = Wrapped | LandingNews
"""What the loop gets: a message, or what became of a folder on its way."""


@dataclass(frozen=True, slots=True)
class ChildEnd:
    """Its exit code, its last lines on stderr, and what came instead of a link."""

    code: int | None
    said: tuple[str, ...]
    noise: str


class Carrier(Protocol):
    """One connection from start to end, made and used on the loop.

    It hands over what it hears in batches and in order; `ended` is done after the last one.
    """

    ended: asyncio.Future[ChildEnd]

    def start(self) -> None:
        """Raises `OSError` when it cannot start."""

    def send(self, wrapped: Wrapped) -> None:
        """Queues a message."""

    async def stop(self) -> ChildEnd:
        """Ends it, within seconds."""


Carry = Callable[[Landings, Callable[[Sequence[Heard]], None]], Carrier]
"""Makes a connection; folders land in a thread of it."""


class LinkChild:
    """One child from start to end, made on the loop's thread.

    `on_heard` gets batches in order, on the loop; an empty one says that something came. `ended` is done
    after the last one. Folders land in a thread of their own, and the machine sends as fast as they do: a
    slow disk holds up no event and fills no memory.
    """

    def __init__(
        self, command: Sequence[str], landings: Landings, on_heard: Callable[[Sequence[Heard]], None]
    ) -> None:
        self._command = list(command)
        self._landings = landings
        self._on_heard = on_heard
        self._loop = asyncio.get_running_loop()
        self.ended: asyncio.Future[ChildEnd] = self._loop.create_future()
        self._outbox: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._room = threading.Semaphore(MOST_WAITING)
        self._said: deque[str] = deque(maxlen=SAID_LINES)
        self._unpacker = Unpacker()

    def start(self) -> None:
        """Raises `OSError` when the command cannot start."""
        self._process = process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=os.name == "posix",  # Ctrl-C in a terminal is the console's to handle
        )
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        self._outbox.put(MAGIC)
        self._lander = Lander(self._landings, tell=self._on_landing, answer=self._answer)
        readers = (self._thread("link-reader", self._read), self._thread("link-stderr", self._listen))
        writer = self._thread("link-writer", self._write)
        self._thread("link-wait", lambda: self._wait(readers, writer))

    def send(self, wrapped: Wrapped) -> None:
        """Queues a message; drops one for a child that has gone, since `ended` tells."""
        self._outbox.put(encode_link(wrapped))

    async def stop(self) -> ChildEnd:
        """Ends it: closes its stdin, waits, terminates, waits, kills."""
        self._outbox.put(None)
        for climb in (None, self._process.terminate, self._process.kill):
            if climb is not None:
                climb()
            await wait_awake([self.ended], STOP_WAIT_S)
            if self.ended.done():
                return self.ended.result()
        return ChildEnd(None, tuple(self._said), "")

    # ── threads ───────────────────────────────────────────────────────────────────────────────

    def _read(self) -> None:
        assert self._process.stdout is not None
        told_at = 0.0
        try:
            while data := os.read(self._process.stdout.fileno(), READ_BYTES):
                heard = [found for each in self._unpacker.feed(data) if (found := self._for_the_loop(each))]
                if heard or time.monotonic() - told_at > SIGN_S:
                    told_at = time.monotonic()
                    self._pass_on(heard)
        except ProtocolError as error:
            self._said.append(str(error))
            self._process.terminate()
        except OSError:
            pass  # it ended while it was read
        finally:
            self._lander.end()

    def _for_the_loop(self, found: Wrapped | ProtocolError) -> Wrapped | None:
        if isinstance(found, ProtocolError):
            _log.warning("a frame of the link was dropped: %s", found)
            return None
        if isinstance(found.message, FolderOffer | FileChunk | FolderGone):
            self._lander.put(found.message)
            return None
        return found

    def _on_landing(self, news: LandingNews) -> None:
        self._pass_on([news])

    def _answer(self, message: ChunksTaken) -> None:
        self.send(Wrapped("", 0, message))

    def _pass_on(self, heard: Sequence[Heard]) -> None:
        self._room.acquire()
        self._post(partial(self._hand_over, heard))

    def _hand_over(self, heard: Sequence[Heard]) -> None:
        self._room.release()
        self._on_heard(heard)

    def _listen(self) -> None:
        assert self._process.stderr is not None
        while line := self._process.stderr.readline(MAX_LINE_BYTES):
            self._said.append(line.decode("utf-8", "replace").rstrip())

    def _write(self) -> None:
        stdin = self._process.stdin
        assert stdin is not None
        with contextlib.suppress(OSError):
            while (frame := self._outbox.get()) is not None:
                stdin.write(frame)
                stdin.flush()
        with contextlib.suppress(OSError):
            stdin.close()

    def _wait(self, readers: Sequence[threading.Thread], writer: threading.Thread) -> None:
        code = self._process.wait()
        self._outbox.put(None)
        for thread in (*readers, self._lander.thread, writer):
            thread.join(STOP_WAIT_S)  # a grandchild may hold a pipe open, a disk may hang: not for ever
        for stream in (self._process.stdout, self._process.stderr):
            assert stream is not None
            stream.close()
        end = ChildEnd(code, tuple(self._said), self._unpacker.noise)
        self._post(lambda: self._finish(end))

    def _finish(self, end: ChildEnd) -> None:
        if not self.ended.done():
            self.ended.set_result(end)

    def _thread(self, name: str, work: Callable[[], None]) -> threading.Thread:
        thread = threading.Thread(target=work, name=name, daemon=True)
        thread.start()
        return thread

    def _post(self, work: Callable[[], None]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has closed: nobody listens any more
            self._loop.call_soon_threadsafe(work)
