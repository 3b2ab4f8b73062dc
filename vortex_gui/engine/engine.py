"""The one face of the engine: slots go in, events come out; everything here runs on one asyncio loop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from pathlib import Path

import psutil

from vortex_gui.base.errors import VortexError
from vortex_gui.base.log_line import LogLine
from vortex_gui.base.logs import note
from vortex_gui.base.profile import Profile
from vortex_gui.base.recipe import Recipe
from vortex_gui.base.roles import Role
from vortex_gui.base.settings import Settings
from vortex_gui.base.shipped import program
from vortex_gui.engine.event_stream import EventStream
from vortex_gui.engine.facts.clock import steady_clock
from vortex_gui.engine.facts.estimate import TimeLeft
from vortex_gui.engine.facts.events import (
    EngineEvent,
    Notice,
    Severity,
    WorkerLost,
    WorkerState,
    WorkerStateChanged,
)
from vortex_gui.engine.facts.outcome import ProcessOutcome
from vortex_gui.engine.facts.records import Figures, HistoryError, SlotDraft, SlotPage, SlotQuery
from vortex_gui.engine.facts.restart import RestartPolicy
from vortex_gui.engine.facts.slots import SlotRow
from vortex_gui.engine.history.store import Store
from vortex_gui.engine.places.local_process import StopLimits, WorkerProcess
from vortex_gui.engine.places.spare import Spare, wants_spare
from vortex_gui.engine.places.supervisor import LifeLimits, Supervisor
from vortex_gui.engine.slot_flow import SlotFlow
from vortex_gui.engine.watch.flight_recorder import FlightRecord
from vortex_gui.engine.watch.leak_watch import LeakWatch
from vortex_gui.engine.watch.witnesses import Witnesses
from vortex_gui.wire.protocol import ClearCache, Command, Event, MemorySample, Pong, WarmUp, WorkerReady

TICK_S = 0.5
CLOCK_JUMP_S = 30.0


class EngineError(VortexError):
    """What was asked of the engine cannot be done."""

    code = "engine"


class Engine:
    """The queue, the history and the worker behind one face.

    Coroutines answer when what they did is on disk. Plain calls take effect at once in memory and are written
    behind. Start and use it from the main thread's loop only. Events: `SlotChanged` for every row that is new
    or changes, `QueueChanged`, `WorkerStateChanged`, `WorkerLost`, `Notice`, and the worker's own events as
    they come (`LoadProgress`, `WorkerReady`, `StageStarted`, `StageProgress`, `StageFinished`, `Preview`,
    `MemorySample`, `LogLine`, `ModelWarmed`, `CacheCleared` …).

    A retried slot is a new slot with the same recipe and seed; a duplicate has the recipe and a new seed.
    """

    def __init__(
        self,
        settings: Settings,
        profile: Profile,
        *,
        data_dir: Path,
        worker_command: Sequence[str] | None = None,
        clock: Callable[[], float] | None = None,
    ) -> None:
        self._settings = settings
        self._profile = profile
        self._data_dir = data_dir
        self._command = list(worker_command) if worker_command else program("worker")
        self._now = clock or steady_clock()
        self._stream = EventStream()
        self._closing = False
        self._read_only = False
        self._worker = WorkerStateChanged(
            WorkerState.STOPPED, "The worker has not been started.", self._now()
        )
        self._store: Store | None = None
        self._flow: SlotFlow | None = None
        self._supervisor: Supervisor | None = None
        self._witnesses: Witnesses | None = None
        self._ticks: asyncio.Task[None] | None = None
        self._past_is_old = False
        self._leaks = LeakWatch()
        self._clock_gap_s = 0.0

    # ── start and end ─────────────────────────────────────────────────────────────────────────

    async def start(self) -> None:
        """Opens the history, takes up what was left in the queue, starts the worker.

        A data folder that another console holds, or that cannot be used, makes the engine read-only and is
        told in a `Notice`; nothing is raised.
        """
        store = self._store = Store(self._data_dir, self._now, self._emit)
        left: list[SlotRow] = []
        try:
            left = await store.open()
        except (HistoryError, OSError) as error:
            self._go_read_only(str(error))
        await store.open_reader()
        if self._read_only:
            return
        await self._call_witnesses()
        self._flow = SlotFlow(
            store,
            self,
            now=self._now,
            tell=self._emit,
            min_free_bytes=round(self._settings.output.min_free_gb * 1e9),
        )
        self._flow.past = await store.past_slots(self._profile.name)
        self._flow.take_in(left)
        self._start_worker()
        self._clock_gap_s = time.time() - self._now()
        self._ticks = asyncio.get_running_loop().create_task(self._tick(), name="engine-tick")

    async def close(self) -> ProcessOutcome | None:
        """Stops the worker by the ladder and closes the history; bounded by the settings' waits.

        The running slot goes back to the queue, for the next start. Returns how the worker ended.
        """
        self._closing = True
        if self._ticks is not None:
            self._ticks.cancel()
            await asyncio.wait([self._ticks])
        outcome = await self._supervisor.stop() if self._supervisor else None
        if self._store is not None:
            await self._store.close()
        if self._witnesses is not None:
            await self._witnesses.close()
        self._stream.close()
        return outcome

    def events(self) -> AsyncIterator[EngineEvent]:
        """All events since the engine was made, for one consumer; ends after `close()`."""
        return self._stream.__aiter__()

    async def _call_witnesses(self) -> None:
        """Only the console that owns the folder keeps its log and its flight ring.

        What the last console saw before it crashed is told first, as it was, and not recorded again.
        """
        witnesses = Witnesses(self._data_dir, self._settings, self._now)
        told = await witnesses.open()
        for message in await witnesses.before_the_crash():
            self._stream.put(message)
        self._witnesses = witnesses
        for notice in told:
            self._emit(notice)

    def _go_read_only(self, why: str) -> None:
        self._read_only = True
        self._emit(Notice(Severity.WARNING, "read-only", why))
        self._set_worker(WorkerState.STOPPED, "This console is read-only; no worker is started.")

    # ── what can be seen ──────────────────────────────────────────────────────────────────────

    @property
    def worker_state(self) -> WorkerState:
        return self._worker.state

    @property
    def worker(self) -> WorkerStateChanged:
        """The worker's state with its sentence, its beginning and its process id."""
        return self._worker

    @property
    def read_only(self) -> bool:
        """Another console holds the data folder; slots can be looked at, nothing else."""
        return self._read_only

    @property
    def paused(self) -> bool:
        return self._flow is not None and self._flow.paused

    @property
    def queue_length(self) -> int:
        return self._flow.length if self._flow else 0

    async def query(self, query: SlotQuery) -> SlotPage:
        """A page of rows, and how many there are in all. Raises `HistoryError`."""
        return await self._store.page(query) if self._store else SlotPage((), 0, query.offset)

    async def row(self, slot_id: int) -> SlotRow | None:
        """One row."""
        return await self._store.row(slot_id) if self._store else None

    async def report(self, slot_id: int) -> str | None:
        """The JSON of a slot's report, or `None` when it has none."""
        return await self._store.report(slot_id) if self._store else None

    async def figures(self) -> Figures:
        """Counts by state, and slot times for P50, P95 and P99."""
        return await self._store.figures() if self._store else Figures()

    async def flight(self) -> tuple[FlightRecord, ...]:
        """The last ten minutes of memory, events and log, as the flight recorder holds them."""
        return () if self._witnesses is None else await self._witnesses.flight()

    @property
    def crashed_flight(self) -> Path | None:
        """The ring of the last console, if that one did not close; `read_flight` reads it."""
        return None if self._witnesses is None else self._witnesses.crashed_flight

    @property
    def leak_bytes_per_slot(self) -> float | None:
        """How fast the worker's floor of memory rises; `None` until it has made enough slots."""
        return self._leaks.bytes_per_slot

    def time_left(self, slot_id: int) -> TimeLeft | None:
        """P10 to P90 of the seconds until a queued or running slot is ready; `None` without history."""
        return self._flow.time_left(slot_id) if self._flow else None

    # ── what can be asked ─────────────────────────────────────────────────────────────────────

    async def submit(self, recipe: Recipe, *, copies: int = 1) -> list[SlotRow]:
        """Queues slots; they survive anything once this returns.

        The recipe's number is taken when it is free, else the next one; a seed is drawn where none is given.
        The deadline counts from now. Raises `EngineError` when read-only or closing, `HistoryError` when the
        disk refuses.
        """
        return await self._add([self._draft(recipe)] * copies)

    async def retry(self, slot_id: int) -> SlotRow:
        """A new slot with the recipe and the seed of this one. Raises as `submit`."""
        row = await self._known_row(slot_id)
        recipe = row.recipe.with_slot(slot_id=None, seed=row.seed)
        return (await self._add([replace(self._draft(recipe), retry_of=slot_id)]))[0]

    async def duplicate(self, slot_id: int) -> SlotRow:
        """A new slot with the recipe of this one and a new seed. Raises as `submit`."""
        row = await self._known_row(slot_id)
        return (await self._add([self._draft(row.recipe.with_slot(slot_id=None, seed=None))]))[0]

    def cancel(self, slot_id: int) -> bool:
        """Cancels a queued slot at once, a running one at its next step; false when it is neither."""
        return self._flow is not None and self._flow.cancel(slot_id)

    def move(self, slot_id: int, position: int) -> None:
        """Puts a queued slot at a position, from 0."""
        if self._flow is not None:
            self._flow.move(slot_id, position)

    def pause(self) -> None:
        """No further slot is begun; the running one goes on."""
        if self._flow is not None:
            self._flow.pause()

    def resume(self) -> None:
        """The queue goes on."""
        if self._flow is not None:
            self._flow.resume()

    def warm_up(self, role: Role | None = None) -> bool:
        """Asks the worker to warm up; false when none is ready."""
        return self.send(WarmUp(role))

    def clear_cache(self) -> bool:
        """Asks the worker to give cached memory back, answered by `CacheCleared`; false without one."""
        return self.send(ClearCache())

    def restart_worker(self) -> None:
        """Ends the worker, if there is one, and starts a fresh one; clears the count of restarts."""
        if self._supervisor is not None:
            self._supervisor.restart()

    def log(self, line: LogLine) -> None:
        """Takes a line of this process into the log: as an event and into the file."""
        self._emit(line)

    def _draft(self, recipe: Recipe) -> SlotDraft:
        due_s = recipe.slot_params.deadline_sec or self._profile.deadline_s
        now = self._now()
        return SlotDraft(
            recipe=recipe,
            profile=self._profile.name,
            output_dir=str(self._settings.folders.output_path.absolute()),
            settings_json=self._settings.model_dump_json(),
            submitted_at=now,
            due_at=None if due_s is None else now + due_s,
        )

    async def _add(self, drafts: list[SlotDraft]) -> list[SlotRow]:
        if self._read_only:
            raise EngineError("This console is read-only.", remedy="Close the other console first.")
        if self._closing or self._store is None or self._flow is None:
            raise EngineError("The engine is not running.")
        rows = await self._store.add(drafts)
        self._flow.take_in(rows)
        return rows

    async def _known_row(self, slot_id: int) -> SlotRow:
        row = (self._flow.row(slot_id) if self._flow else None) or await self.row(slot_id)
        if row is None:
            raise EngineError(f"There is no slot {slot_id}.")
        return row

    # ── the worker as the flow sees it (Bench) ────────────────────────────────────────────────

    def is_free(self) -> bool:
        """A worker is ready and has nothing to do."""
        return not self._closing and self._worker.state is WorkerState.READY

    def send(self, command: Command) -> bool:
        """Sends to a ready worker; false when there is none."""
        return self._supervisor is not None and self._supervisor.send(command)

    def on_taken(self, slot_id: int) -> None:
        self._set_worker(WorkerState.BUSY, f"Slot {slot_id} is in the making.")

    def on_free(self) -> None:
        self._leaks.slot_ended()
        if self._worker.state is WorkerState.BUSY:
            self._set_worker(WorkerState.READY, "The worker is ready.")

    def on_done(self) -> None:
        self._past_is_old = True

    # ── the worker's life (LifeListener) ──────────────────────────────────────────────────────

    def on_event(self, event: Event) -> None:
        """One event of the worker."""
        if not isinstance(event, Pong):
            self._emit(event)
        self._watch_memory(event)
        if self._flow is not None:
            self._flow.take(event)

    def on_state(self, state: WorkerState, sentence: str) -> None:
        """The worker's state."""
        self._set_worker(state, sentence)
        if state is WorkerState.READY and self._flow is not None:
            self._flow.dispatch()

    def on_lost(self, outcome: ProcessOutcome, restart_in_s: float | None, *, blame: bool) -> None:
        """The worker is gone; with `blame` it died of itself."""
        running = self._flow.running if self._flow else None
        if blame:
            self._emit(WorkerLost(outcome, running, restart_in_s))
            self._emit(note("ERROR", str(outcome), slot_id=running))
        else:
            self._emit(note("INFO", str(outcome)))
        if self._flow is not None:
            self._flow.on_worker_lost(outcome, blame=blame)

    def on_silence(self, seconds: float) -> None:
        """The worker says nothing; it is told, not ended."""
        text = f"The worker has not answered for {seconds:.0f} s."
        remedy = "It may be held by a load or the driver; restart it when it stays silent."
        self._emit(Notice(Severity.WARNING, "silence", text, remedy))

    def _start_worker(self) -> None:
        limits = self._settings.worker
        self._supervisor = Supervisor(
            self._make_process,
            RestartPolicy(limits.restart_limit, limits.backoff_s, limits.stable_after_s),
            LifeLimits(limits.ready_timeout_s, limits.heartbeat_limit_s),
            self,
            make_spare=self._make_spare,
        )
        self._supervisor.start()

    def _make_spare(self, deaths: int) -> Spare | None:
        if not wants_spare(self._settings.worker.keep_spare, deaths, psutil.virtual_memory().available):
            return None
        try:
            return Spare(self._command, niceness=self._settings.worker.niceness)
        except OSError as error:
            self._emit(note("WARNING", f"No spare worker could be started: {error}."))
            return None

    def _make_process(
        self, on_events: Callable[[Sequence[Event]], None], *, spare: Spare | None
    ) -> WorkerProcess:
        limits = self._settings.worker
        return WorkerProcess(
            self._command,
            config={
                "settings": self._settings.model_dump(mode="json"),
                "profile": self._profile.model_dump(mode="json"),
            },
            limits=StopLimits(limits.ask_s, limits.terminate_s),
            on_events=on_events,
            niceness=limits.niceness,
            spare=spare,
        )

    def _set_worker(self, state: WorkerState, sentence: str) -> None:
        since = self._worker.since if state is self._worker.state else self._now()
        pid = self._supervisor.pid if self._supervisor else None
        self._worker = WorkerStateChanged(state, sentence, since, pid)
        self._emit(self._worker)

    # ── small ─────────────────────────────────────────────────────────────────────────────────

    async def _tick(self) -> None:
        """Looks at deadlines in the queue, at new past slots, and at the system's clock."""
        assert self._flow is not None
        assert self._store is not None
        while True:
            await asyncio.sleep(TICK_S)
            self._flow.drop_overdue()
            self._watch_clock()
            if self._past_is_old:
                self._past_is_old = False
                self._flow.past = await self._store.past_slots(self._profile.name)

    def _watch_memory(self, event: Event) -> None:
        match event:
            case WorkerReady():
                self._leaks.begin_life()
            case MemorySample(used=used, stage=stage):
                if told := self._leaks.sample(used, stage):
                    remedy = "Restart the worker when the queue is empty, and report this."
                    self._emit(Notice(Severity.WARNING, "leak", told, remedy))

    def _watch_clock(self) -> None:
        gap_s = time.time() - self._now()
        moved_s = gap_s - self._clock_gap_s
        if abs(moved_s) > CLOCK_JUMP_S:
            self._clock_gap_s = gap_s
            self._emit(note("WARNING", f"The system's clock moved by {moved_s:+.0f} s; deadlines did not."))

    def _emit(self, event: EngineEvent) -> None:
        self._stream.put(event)
        if self._witnesses is not None:
            self._witnesses.take(event)
