"""One worker's life: start, load while it moves, heartbeat, death, restart with back-off, until stopped."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from vortex_gui.base.words.translation import tr
from vortex_gui.base.words.wording import joined
from vortex_gui.engine.facts.events import WorkerState
from vortex_gui.engine.facts.outcome import ProcessOutcome, StopRung
from vortex_gui.engine.facts.restart import RestartCount, RestartPolicy
from vortex_gui.engine.places.process.awake import awake_s, wait_awake
from vortex_gui.engine.places.process.load_watch import LoadWatch, loading_sentence, while_moving
from vortex_gui.engine.places.process.local_process import WorkerProcess
from vortex_gui.engine.places.process.shared_spare import SpareShare
from vortex_gui.engine.places.process.spare import Spare
from vortex_gui.wire.protocol import (
    PROTOCOL_VERSION,
    Command,
    Event,
    LoadFailed,
    LoadProgress,
    Ping,
    WorkerReady,
)

PINGS_PER_LIMIT = 3
GIVEN_UP_WAIT_S = 1.0
_log = logging.getLogger(__name__)


class MakeProcess(Protocol):
    """Makes a child that has not started yet; it forks from the spare when that is ready."""

    def __call__(
        self, on_events: Callable[[Sequence[Event]], None], *, spare: Spare | None
    ) -> WorkerProcess: ...


class LifeListener(Protocol):
    """Hears of the worker's life, on the loop."""

    def on_event(self, event: Event) -> None: ...

    def on_state(self, state: WorkerState, sentence: str) -> None: ...

    def on_lost(self, outcome: ProcessOutcome, restart_in_s: float | None, *, blame: bool) -> None:
        """The worker is gone; with `blame` it died of itself, else we stopped it."""

    def on_silence(self, seconds: float) -> None:
        """The worker was silent for longer than the limit. It keeps running: it may be loading."""


@dataclass(frozen=True, slots=True)
class LifeLimits:
    """Seconds: of a load in which nothing moves, and of silence."""

    still_s: float
    silence_s: float


class Supervisor:
    """Keeps one worker alive. Made and used on the loop's thread; `make_process` makes each child."""

    def __init__(
        self,
        make_process: MakeProcess,
        policy: RestartPolicy,
        limits: LifeLimits,
        listener: LifeListener,
        *,
        spare: SpareShare | None = None,
    ) -> None:
        self._make = make_process
        self._policy = policy
        self._limits = limits
        self._listener = listener
        self._spare = spare
        self._deaths = 0
        self._count = RestartCount()
        self._process: WorkerProcess | None = None
        self._ready: asyncio.Event = asyncio.Event()
        self._ready_at: float | None = None
        self._is_heard = False
        """The worker has said something since the last beat."""
        self._load_fault = ""
        self._load_watch: LoadWatch | None = None
        self._closing = False
        self._again = asyncio.Event()
        self._last: ProcessOutcome | None = None
        self._task: asyncio.Task[None] | None = None
        self._misfit: asyncio.Task[ProcessOutcome] | None = None
        self._nonce = 0

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None and self._process.is_alive else None

    @property
    def can_send(self) -> bool:
        """A ready worker lives."""
        return self._process is not None and self._process.is_alive and self._ready.is_set()

    def start(self) -> None:
        """Starts the first worker."""
        self._task = asyncio.get_running_loop().create_task(self._live(), name="supervisor")

    def send(self, command: Command) -> bool:
        """Sends to a ready worker; false when there is none."""
        if self._process is None or not self.can_send:
            return False
        self._process.send(command)
        return True

    def restart(self) -> None:
        """Ends the worker on purpose, if it lives, and starts a fresh one at once; clears the count."""
        self._count = RestartCount()
        self._again.set()

    async def stop(self) -> ProcessOutcome | None:
        """Ends the worker for good; returns its last outcome, `None` when none was ever started."""
        self._closing = True
        self._again.set()
        if self._task is not None:
            await self._until_over(self._task)
            if (error := self._task.exception()) is not None:
                _log.error("the supervision of the worker had ended", exc_info=error)
        if self._process is not None and self._process.is_alive:
            self._last = await self._process.stop()
        return self._last

    async def _until_over(self, task: asyncio.Task[None]) -> None:
        """Until the supervision has ended; where the caller gives up, the worker is killed for it."""
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError:
            if self._process is not None:
                self._process.kill()
            await asyncio.wait([task], timeout=GIVEN_UP_WAIT_S)
            raise

    # ── the life ──────────────────────────────────────────────────────────────────────────────

    async def _live(self) -> None:
        while not self._closing:
            self._again.clear()
            try:
                outcome, ready_s = await self._one_life()
            except Exception as error:  # the task's border: whatever breaks here, *Restart worker* works
                outcome, ready_s = await self._broken_life(error), 0.0
            self._last = outcome
            on_purpose = self._closing or self._again.is_set()
            self._deaths += not on_purpose
            wait_s = self._after(outcome, ready_s, on_purpose)
            self._listener.on_lost(outcome, wait_s, blame=not on_purpose)
            if not self._closing:
                await self._pause(outcome, wait_s)
        self._listener.on_state(WorkerState.STOPPED, tr("The worker has ended."))

    async def _broken_life(self, error: Exception) -> ProcessOutcome:
        """The console itself failed at a start or at a watch: ends the child, if there is one."""
        _log.error("the life of a worker broke off", exc_info=error)
        if self._process is not None and self._process.is_alive:
            return await self._process.stop(f"{error}.", ask=False)
        return ProcessOutcome(StopRung.NEVER_STARTED, why=f"{error}.")

    async def _one_life(self) -> tuple[ProcessOutcome, float]:
        """From start to end; the outcome, and the seconds it lived as a ready worker."""
        self._ready.clear()
        self._ready_at, self._load_fault = None, ""
        self._listener.on_state(WorkerState.STARTING, tr("The worker is starting."))
        process = self._process = self._make(self._on_events, spare=await self._ready_spare())
        if not self._again.is_set():
            process.start()
        beats = asyncio.get_running_loop().create_task(self._beat(process), name="worker-heartbeat")
        try:
            outcome = await self._until_ended(process)
        finally:
            beats.cancel()
            await asyncio.wait([beats])
        ready_s = 0.0 if self._ready_at is None else time.monotonic() - self._ready_at
        why = joined(outcome.why, self._load_fault)
        return replace(outcome, was_ready=self._ready_at is not None, why=why), ready_s

    async def _ready_spare(self) -> Spare | None:
        """Its imports serve this worker and the next ones; waits for one that is wanted."""
        if self._spare is None:
            return None
        if (arrival := self._spare.begin(self._deaths)) is not None and not arrival.done():
            self._listener.on_state(
                WorkerState.STARTING, tr("Importing the libraries that all workers share.")
            )
            await self._until_asked_or(arrival)
        return self._spare.ready

    async def _until_ended(self, process: WorkerProcess) -> ProcessOutcome:
        """Waits for the end; stops a worker that stands still before it is ready, or has to go."""
        ready = asyncio.ensure_future(self._ready.wait())
        try:
            self._load_watch = LoadWatch(process.pid)
            await self._until_asked_or(process.ended, ready, watch=self._load_watch)
            if ready.done():
                await self._until_asked_or(process.ended)
            if process.ended.done():
                return process.ended.result()
            if self._again.is_set():
                self._listener.on_state(WorkerState.STOPPING, tr("The worker is stopping."))
                return await process.stop()
            return await process.stop(
                tr(
                    "The worker stood still for {seconds:g} s before it was ready.",
                    seconds=self._limits.still_s,
                )
            )
        finally:
            ready.cancel()
            await asyncio.wait([ready])

    def _after(self, outcome: ProcessOutcome, ready_s: float, on_purpose: bool) -> float | None:
        """Seconds until the next start; `None` when the operator has to act."""
        if self._closing:
            return None
        if on_purpose:
            return 0.0
        self._count, wait_s = self._count.after_death(self._policy, ready_s)
        if self._process is not None and self._process.is_forked and not outcome.was_ready:
            # A driver or a library may not survive the fork.
            if self._spare is not None:
                self._spare.give_up()
            return wait_s
        # A failed load fails again a second later.
        return None if self._load_fault else wait_s

    async def _pause(self, outcome: ProcessOutcome, wait_s: float | None) -> None:
        """Until the next start, which the operator may bring forward."""
        if wait_s is None:
            sentence = tr("{outcome} Restart the worker once that is fixed.", outcome=outcome)
            self._listener.on_state(WorkerState.STOPPED, sentence)
        elif wait_s > 0:
            sentence = tr("{outcome} Restarting in {seconds:g} s.", outcome=outcome, seconds=wait_s)
            self._listener.on_state(WorkerState.LOST, sentence)
        await self._until_asked_or(timeout_s=wait_s)

    async def _until_asked_or(
        self, *others: asyncio.Future[Any], timeout_s: float | None = None, watch: LoadWatch | None = None
    ) -> None:
        """Until somebody asks for a restart or the end, one of the others is done, or the time is over.

        With a `watch`, that time is the limit of standing still.
        """
        again = asyncio.ensure_future(self._again.wait())
        if watch is None:
            await wait_awake([again, *others], timeout_s)
        else:
            await while_moving(watch, self._limits.still_s, [again, *others])
        again.cancel()
        await asyncio.wait([again])

    # ── from the worker ───────────────────────────────────────────────────────────────────────

    def _on_events(self, events: Sequence[Event]) -> None:
        self._is_heard = True
        for event in events:
            match event:
                case WorkerReady(protocol_version=version) if version != PROTOCOL_VERSION:
                    self._end_misfit(version)
                    continue
                case WorkerReady():
                    self._ready_at = time.monotonic()
                    self._ready.set()
                    self._listener.on_event(event)
                    sentence = tr("The worker is ready on {device}.", device=event.device)
                    self._listener.on_state(WorkerState.READY, sentence)
                    continue
                case LoadProgress() if self._ready_at is None:
                    if self._load_watch is not None:
                        self._load_watch.hear(event)
                    self._listener.on_state(WorkerState.LOADING, loading_sentence(event))
                case LoadFailed(sentence=sentence, remedy=remedy):
                    self._load_fault = joined(sentence, remedy)
            self._listener.on_event(event)

    def _end_misfit(self, version: int) -> None:
        """Ends a worker of another version; its fault prevents a restart."""
        self._load_fault = tr(
            "The worker speaks version {theirs} of the protocol, not {ours}.",
            theirs=version,
            ours=PROTOCOL_VERSION,
        )
        if self._process is not None:
            self._misfit = asyncio.get_running_loop().create_task(self._process.stop(), name="worker-misfit")

    async def _beat(self, process: WorkerProcess) -> None:
        """Pings; reports a silence once until the worker answers again.

        A beat that comes late counts as one: this process was stopped or busy, and an answer may wait unread.
        """
        told, silence_s, beat_s = False, 0.0, self._limits.silence_s / PINGS_PER_LIMIT
        while True:
            self._is_heard, begun = False, time.monotonic()
            await asyncio.sleep(beat_s)
            self._nonce += 1
            process.send(Ping(self._nonce))
            if self._is_heard:
                told, silence_s = False, 0.0
                continue
            silence_s += awake_s(begun, beat_s)
            if silence_s > self._limits.silence_s and not told:
                told = True
                self._listener.on_silence(silence_s)
