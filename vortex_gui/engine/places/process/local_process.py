"""The worker's child process on this machine: start, frames both ways, output lines, and the way it ends."""

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
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import IO, Any

from vortex_gui.base.log.log_line import LogLine
from vortex_gui.base.log.logs import without_secrets
from vortex_gui.base.words.translation import tr
from vortex_gui.base.words.wording import ended, own_words
from vortex_gui.engine.facts.outcome import ProcessOutcome, StopRung
from vortex_gui.engine.places.process import memory_shortage
from vortex_gui.engine.places.process.awake import wait_awake
from vortex_gui.engine.places.process.event_inbox import EventInbox
from vortex_gui.engine.places.process.spare import ForkedWorker, Spare
from vortex_gui.engine.places.process.spawn import spawn, step_back
from vortex_gui.wire.console_end import FAMILY, PrivateListener
from vortex_gui.wire.frames import ProtocolError, read_frame, write_frame
from vortex_gui.wire.handshake import Handshake
from vortex_gui.wire.protocol import Command, Event, MemorySample, Shutdown
from vortex_gui.wire.socket_folder import remove_left_folders

_log = logging.getLogger(__name__)

TAIL_LINES = 50
MAX_LINE_CHARS = 4000
KILL_WAIT_S = 5.0
READER_JOIN_S = 2.0
CHANNEL_CLOSED_GRACE_S = 3.0
"""Time a worker whose channel has closed has to end by itself."""


@dataclass(frozen=True, slots=True)
class StopLimits:
    """Seconds of the shutdown ladder's waits."""

    ask_s: float
    terminate_s: float
    kill_s: float = KILL_WAIT_S


class WorkerProcess:
    """One child from start to end.

    Made and started on the loop's thread, which has to be the main thread: on Linux a child dies with the
    thread that started it. `on_events` gets batches in order, on the loop. `ended` is done after the last
    event was handed over. Of the loop it uses `call_soon_threadsafe`, timers and tasks, so any will do.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        config: dict[str, Any],
        limits: StopLimits,
        on_events: Callable[[Sequence[Event]], None],
        niceness: int = 0,
        spare: Spare | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._command = list(command)
        self._config = config
        self._limits = limits
        self.on_events = on_events
        self._niceness = niceness
        self._spare = spare
        self._environment = environment
        self._loop = asyncio.get_running_loop()
        self.ended: asyncio.Future[ProcessOutcome] = self._loop.create_future()
        self._process: subprocess.Popen[bytes] | ForkedWorker | None = None
        self._outbox: queue.SimpleQueue[Command | None] = queue.SimpleQueue()
        self._gone = threading.Event()
        self._inbox = EventInbox(self._loop, lambda events: self.on_events(events), self._gone)
        self._tail: deque[str] = deque(maxlen=TAIL_LINES)
        self._rung = StopRung.DIED
        self._why = ""
        self._stopping: asyncio.Task[None] | None = None
        self._started_at = time.monotonic()
        self._oom_kills = memory_shortage.kills()
        self._memory_was_short = False

    # ── start ─────────────────────────────────────────────────────────────────────────────────

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def is_alive(self) -> bool:
        return self._process is not None and not self.ended.done()

    @property
    def is_forked(self) -> bool:
        """It came from the spare, not from a cold start."""
        return isinstance(self._process, ForkedWorker)

    def start(self) -> None:
        """Starts the child; a command that cannot start shows in `ended`, not as an exception."""
        if threading.current_thread() is not threading.main_thread():
            raise RuntimeError(
                "a worker is started from the main thread: it dies with the thread that starts it"
            )
        try:
            listener = PrivateListener()
        except OSError as error:
            self._never_started(error)
            return
        try:
            self._process = self._begin()
            self._attend(self._process, listener)
        except Exception as error:  # the border to the system: no process, no thread, no descriptor left
            listener.close()
            self._never_started(error)

    def _never_started(self, error: Exception) -> None:
        """Ends what has begun of it; the outcome tells why."""
        if not isinstance(error, OSError):
            _log.error("a worker could not be started", exc_info=error)
        self._gone.set()
        self._outbox.put(None)
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
                assert stream is not None
                with contextlib.suppress(OSError):
                    stream.close()
        self.ended.set_result(ProcessOutcome(StopRung.NEVER_STARTED, why=ended(own_words(error))))

    def _attend(self, process: subprocess.Popen[bytes] | ForkedWorker, listener: PrivateListener) -> None:
        """Starts the threads of a process that runs. Raises `RuntimeError` when the system has none left."""
        step_back(process.pid, self._niceness)
        handshake = Handshake(listener.address, FAMILY, listener.key, os.getpid(), self._config)
        readers = self._output_readers(process)
        self._thread("worker-handshake", self._write_handshake, handshake.to_line())
        channel = self._thread("worker-channel", self._run_channel, listener)
        self._thread("worker-wait", self._wait, channel, readers)

    def _begin(self) -> subprocess.Popen[bytes] | ForkedWorker:
        """Forked from a spare that is ready, else cold-started."""
        if self._spare is not None and self._spare.is_ready:
            with contextlib.suppress(OSError):  # a spare that does not answer is no reason to stay down
                return self._spare.fork(self._environment or {})
        return spawn(self._command, stdin=subprocess.PIPE, environment=self._environment)

    def _output_readers(self, process: subprocess.Popen[bytes] | ForkedWorker) -> list[threading.Thread]:
        assert process.stdout is not None
        assert process.stderr is not None
        return [
            self._thread("worker-stdout", self._read_lines, process.stdout, "INFO", "worker.stdout"),
            self._thread("worker-stderr", self._read_lines, process.stderr, "WARNING", "worker.stderr"),
        ]

    def _write_handshake(self, line: bytes) -> None:
        """In a thread, since a child that does not read would block a long line."""
        assert self._process is not None
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(line)
            self._process.stdin.close()
        except (OSError, ValueError):
            pass  # it ended, or was ended, before it read: its outcome tells

    # ── frames ────────────────────────────────────────────────────────────────────────────────

    def send(self, command: Command) -> None:
        """Queues a command; drops one for a child that has gone, since `ended` tells."""
        self._outbox.put(command)

    def _run_channel(self, listener: PrivateListener) -> None:
        """The child's channel from its connection to its end; runs in a thread."""
        process = self._process
        assert process is not None
        pipe = listener.accept(lambda: process.poll() is not None)
        listener.close()
        if pipe is None:
            return
        self._thread("left-folders", remove_left_folders)  # a full folder for temporary files takes its time
        writer = self._thread("worker-writer", self._write_frames, pipe)
        self._read_frames(pipe)
        self._outbox.put(None)
        writer.join(READER_JOIN_S)
        pipe.close()
        self._post(self._on_channel_closed)

    def _read_frames(self, pipe: Connection[Any, Any]) -> None:
        while True:
            try:
                event: Event = read_frame(pipe)  # type: ignore[assignment]  # a worker sends no commands
            except EOFError:
                return
            except ProtocolError as error:
                event = _line("ERROR", "worker.channel", f"A frame was dropped: {error}")
            if isinstance(event, MemorySample):
                # Both are of the whole machine: only what came after its last words can be of this worker.
                self._memory_was_short, self._oom_kills = memory_shortage.is_short(), memory_shortage.kills()
            self._inbox.put(event)

    def _write_frames(self, pipe: Connection[Any, Any]) -> None:
        while (command := self._outbox.get()) is not None:
            try:
                write_frame(pipe, command)
            except OSError:
                return

    def _read_lines(self, stream: IO[bytes], level: str, logger: str) -> None:
        """Output becomes log lines; cuts a line without end, so that memory stays bounded."""
        while raw := stream.readline(MAX_LINE_CHARS):
            text = without_secrets(raw.decode("utf-8", "replace").rstrip())
            if text:
                self._tail.append(text)
                self._inbox.put(_line(level, logger, text))
        stream.close()

    # ── end ───────────────────────────────────────────────────────────────────────────────────

    async def stop(self, why: str = "", *, ask: bool = True) -> ProcessOutcome:
        """Ends the child by the ladder: ask, wait, terminate, wait, kill. The outcome tells the rung.

        A second call joins the first. Cancelling the caller does not stop the ladder.
        """
        if self._process is None and not self.ended.done():
            self.ended.set_result(ProcessOutcome(StopRung.NEVER_STARTED, why=why))
        if self._stopping is None and not self.ended.done():
            self._why = self._why or why
            self._stopping = self._loop.create_task(self._climb(ask), name="worker-stop")
        return await asyncio.shield(self.ended)

    def kill(self) -> None:
        """At once, without the ladder; `ended` is done when it has gone."""
        if self._process is not None and not self.ended.done():
            self._rung = StopRung.KILLED
            self._process.kill()

    async def _climb(self, ask: bool) -> None:
        assert self._process is not None
        if ask:
            self._rung = StopRung.ASKED
            self.send(Shutdown())
            if await self._ends_within(self._limits.ask_s):
                return
        self._rung = StopRung.TERMINATED
        self._process.terminate()
        if await self._ends_within(self._limits.terminate_s):
            return
        self._rung = StopRung.KILLED
        self._process.kill()
        if await self._ends_within(self._limits.kill_s):
            return
        self._rung = StopRung.STUCK
        self._finish(None)

    async def _ends_within(self, seconds: float) -> bool:
        await wait_awake([self.ended], seconds)
        return self.ended.done()

    def _on_channel_closed(self) -> None:
        """A child without a channel is useless; it mostly ends by itself in a moment."""
        if not self.ended.done() and self._stopping is None:
            self._stopping = self._loop.create_task(self._outwait(), name="worker-outwait")

    async def _outwait(self) -> None:
        if not await self._ends_within(CHANNEL_CLOSED_GRACE_S):
            self._why = self._why or tr("The worker closed its channel but kept running.")
            await self._climb(ask=False)

    def _wait(self, channel: threading.Thread, readers: Sequence[threading.Thread]) -> None:
        """Waits for the exit code, then for the unread rest; runs in a thread."""
        assert self._process is not None
        code = self._process.wait()
        for thread in (channel, *readers):
            thread.join(READER_JOIN_S)  # a grandchild may hold a pipe open: not for ever
        self._gone.set()
        self._post(lambda: self._finish(code))

    def _finish(self, code: int | None) -> None:
        if self.ended.done():
            return
        self._inbox.empty()
        self._outbox.put(None)
        killed_by = -code if code is not None and code < 0 else None
        self.ended.set_result(
            ProcessOutcome(
                self._rung,
                exit_code=None if killed_by else code,
                signal=killed_by,
                why=self._why,
                tail=tuple(self._tail),
                out_of_memory=True
                if self._memory_was_short
                else memory_shortage.has_killed_since(self._oom_kills),
                life_s=time.monotonic() - self._started_at,
            )
        )

    # ── threads ───────────────────────────────────────────────────────────────────────────────

    def _thread(self, name: str, work: Callable[..., object], *args: Any) -> threading.Thread:
        thread = threading.Thread(target=work, args=args, name=name, daemon=True)
        thread.start()
        return thread

    def _post(self, work: Callable[[], None]) -> None:
        try:
            self._loop.call_soon_threadsafe(work)
        except RuntimeError:
            self._gone.set()  # the loop has closed: nobody listens any more


def _line(level: str, logger: str, text: str) -> LogLine:
    return LogLine(time.time(), level, logger, without_secrets(text), None, "{}")
