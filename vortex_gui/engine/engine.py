"""The one face of the engine: slots go in, events come out; everything here runs on one asyncio loop."""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path

from vortex_gui.engine.clock import steady_clock
from vortex_gui.engine.estimate import NOT_BEGUN, PastSlot, StageStatus, TimeLeft, time_left_of_many, words_of
from vortex_gui.engine.event_stream import EventStream
from vortex_gui.engine.events import (
    EngineEvent,
    Notice,
    QueueChanged,
    Severity,
    SlotChanged,
    WorkerLost,
    WorkerState,
    WorkerStateChanged,
)
from vortex_gui.engine.finished_folder import disk_fault, end_of, whole_report
from vortex_gui.engine.flight_recorder import FlightRecord
from vortex_gui.engine.folder_lock import FolderLock
from vortex_gui.engine.history import (
    Figures,
    History,
    HistoryError,
    SlotDraft,
    SlotEnd,
    SlotPage,
    SlotQuery,
    open_history,
    open_reader,
)
from vortex_gui.engine.outcome import ProcessOutcome
from vortex_gui.engine.restart import RestartPolicy
from vortex_gui.engine.slot_queue import CancelEffect, QueuedSlot, SlotQueue
from vortex_gui.engine.slots import SlotRow, SlotState
from vortex_gui.engine.supervisor import LifeLimits, Supervisor
from vortex_gui.engine.witnesses import Witnesses
from vortex_gui.engine.work_thread import WorkThread
from vortex_gui.engine.worker_process import StopLimits, WorkerProcess
from vortex_gui.errors import VortexError
from vortex_gui.logs import note
from vortex_gui.profile import Profile, Role, Stage
from vortex_gui.protocol import (
    CancelSlot,
    ClearCache,
    Command,
    Event,
    LogLine,
    Pong,
    RunSlot,
    SlotFailed,
    SlotFinished,
    SlotMissed,
    SlotStopped,
    StageFinished,
    StageProgress,
    WarmUp,
)
from vortex_gui.recipe import Recipe
from vortex_gui.settings import Settings

TICK_S = 0.5
CLOCK_JUMP_S = 30.0
_log = logging.getLogger(__name__)


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
        self._command = list(worker_command) if worker_command else _own_worker()
        self._now = clock or steady_clock()
        self._stream = EventStream()
        self._lock = FolderLock(data_dir)
        self._queue = SlotQueue()
        self._rows: dict[int, SlotRow] = {}
        self._words: dict[int, int] = {}
        self._status: dict[int, StageStatus] = {}
        self._past: tuple[PastSlot, ...] = ()
        self._is_sent = False
        self._closing = False
        self._read_only = False
        self._worker = WorkerStateChanged(
            WorkerState.STOPPED, "The worker has not been started.", self._now()
        )
        self._supervisor: Supervisor | None = None
        self._history: History | None = None
        self._reader: History | None = None
        self._writes: WorkThread | None = None
        self._reads: WorkThread | None = None
        self._witnesses: Witnesses | None = None
        self._ticks: asyncio.Task[None] | None = None
        self._clock_gap_s = 0.0
        self._tasks: set[asyncio.Future[None]] = set()

    # ── start and end ─────────────────────────────────────────────────────────────────────────

    async def start(self) -> None:
        """Opens the history, takes up what was left in the queue, starts the worker.

        A data folder that another console holds, or that cannot be used, makes the engine read-only and is
        told in a `Notice`; nothing is raised.
        """
        self._writes = WorkThread("history-writer")
        self._reads = WorkThread("history-reader")
        left: list[SlotRow] = []
        try:
            left = await self._writes.run(self._open_files)
        except (HistoryError, OSError) as error:
            self._go_read_only(str(error))
        try:
            self._reader = await self._reads.run(open_reader, self._data_dir)
        except HistoryError:
            self._reader = None  # there is no file yet: pages are empty
        if self._read_only:
            return
        await self._call_witnesses()
        self._take_up(left)
        await self._read_past()
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
        for thread, closing in (
            (self._writes, self._close_files),
            (self._reads, self._close_reader),
        ):
            if thread is not None:
                thread.run(closing)
                await thread.close()
        if self._witnesses is not None:
            await self._witnesses.close()
        self._stream.close()
        return outcome

    def events(self) -> AsyncIterator[EngineEvent]:
        """All events since the engine was made, for one consumer; ends after `close()`."""
        return self._stream.__aiter__()

    async def _call_witnesses(self) -> None:
        """Only the console that owns the folder keeps its log and its flight ring."""
        witnesses = Witnesses(self._data_dir, self._settings, self._now)
        told = await witnesses.open()
        self._witnesses = witnesses
        for notice in told:
            self._emit(notice)

    def _open_files(self) -> list[SlotRow]:
        """In the writer thread: the lock, the history, and what was left in the queue, put in order."""
        self._data_dir.mkdir(parents=True, exist_ok=True)
        if not self._lock.take():
            holder = f" (process {self._lock.holder})" if self._lock.holder else ""
            raise HistoryError(
                f"Another console{holder} works in {self._data_dir}; this one only shows the slots.",
                remedy="Close the other one, or choose another data folder.",
            )
        self._history, told = open_history(self._data_dir)
        if told:
            self._from_thread(Notice(Severity.ERROR, "history-damaged", told))
        return [row for row in map(self._settled, self._history.open_slots()) if row is not None]

    def _settled(self, row: SlotRow) -> SlotRow | None:
        """A slot that ran when the console died is done if its folder is whole, else it waits again."""
        assert self._history is not None
        if row.state is SlotState.QUEUED:
            return row
        if (report := whole_report(row)) is not None:
            self._history.end(row.slot_id, end_of(SlotState.DONE, self._now(), report, due_at=row.due_at))
            self._from_thread(SlotChanged(self._history.row(row.slot_id) or row, None))
            return None
        self._history.put_back(row.slot_id, rank=row.rank, attempts=row.attempts, deaths=row.deaths)
        return replace(row, state=SlotState.QUEUED, started_at=None)

    def _take_up(self, left: Sequence[SlotRow]) -> None:
        for row in left:
            self._keep(row)
            self._queue.add(QueuedSlot(row.slot_id, row.rank, row.due_at, row.attempts, row.deaths))
        for row in left:
            self._tell_row(row)
        self._tell_queue()

    def _go_read_only(self, why: str) -> None:
        self._read_only = True
        self._emit(Notice(Severity.WARNING, "read-only", why))
        self._on_worker_state(WorkerState.STOPPED, "This console is read-only; no worker is started.")

    def _close_files(self) -> None:
        if self._history is not None:
            self._history.close()
        self._lock.release()

    def _close_reader(self) -> None:
        if self._reader is not None:
            self._reader.close()

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
        return self._queue.paused

    @property
    def queue_length(self) -> int:
        return len(self._queue)

    async def query(self, query: SlotQuery) -> SlotPage:
        """A page of rows, and how many there are in all. Raises `HistoryError`."""
        reader, reads = self._reader, self._reads
        if reader is None or reads is None:
            return SlotPage((), 0, query.offset)
        return await reads.run(reader.page, query)

    async def row(self, slot_id: int) -> SlotRow | None:
        """One row."""
        reader, reads = self._reader, self._reads
        return None if reader is None or reads is None else await reads.run(reader.row, slot_id)

    async def report(self, slot_id: int) -> str | None:
        """The JSON of a slot's report, or `None` when it has none."""
        reader, reads = self._reader, self._reads
        return None if reader is None or reads is None else await reads.run(reader.report, slot_id)

    async def figures(self) -> Figures:
        """Counts by state, and slot times for P50, P95 and P99."""
        reader, reads = self._reader, self._reads
        return Figures() if reader is None or reads is None else await reads.run(reader.figures)

    async def flight(self) -> tuple[FlightRecord, ...]:
        """The last ten minutes of memory, events and log, as the flight recorder holds them."""
        return () if self._witnesses is None else await self._witnesses.flight()

    @property
    def crashed_flight(self) -> Path | None:
        """The ring of the last console, if that one did not close; `read_flight` reads it."""
        return None if self._witnesses is None else self._witnesses.crashed_flight

    def time_left(self, slot_id: int) -> TimeLeft | None:
        """P10 to P90 of the seconds until a queued or running slot is ready; `None` without history."""
        ahead: list[tuple[int, StageStatus]] = []
        running = self._queue.running
        for number in ((running.slot_id,) if running else ()) + self._queue.queued:
            ahead.append((self._words[number], self._status.get(number, NOT_BEGUN)))
            if number == slot_id:
                return time_left_of_many(ahead, self._past)
        return None

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
        match self._queue.cancel(slot_id):
            case CancelEffect.ENDED:
                self._end(slot_id, lambda row: SlotEnd(SlotState.CANCELLED, self._now()))
                self._tell_queue()
                return True
            case CancelEffect.ASKED:
                if self._is_sent:
                    self._send(CancelSlot(slot_id))
                return True
        return False

    def move(self, slot_id: int, position: int) -> None:
        """Puts a queued slot at a position, from 0."""
        changed = self._queue.move(slot_id, position)
        if not changed:
            return
        for slot in changed:
            self._keep(replace(self._rows[slot.slot_id], rank=slot.rank))
        self._write(
            "the new order", lambda history: history.set_ranks([(s.slot_id, s.rank) for s in changed])
        )
        self._tell_row(self._rows[slot_id])
        self._tell_queue()

    def pause(self) -> None:
        """No further slot is begun; the running one goes on."""
        self._queue.paused = True
        self._tell_queue()

    def resume(self) -> None:
        self._queue.paused = False
        self._tell_queue()
        self._dispatch()

    def warm_up(self, role: Role | None = None) -> bool:
        """Asks the worker to warm up; false when none is ready."""
        return self._send(WarmUp(role))

    def clear_cache(self) -> bool:
        """Asks the worker to give cached memory back, answered by `CacheCleared`; false without one."""
        return self._send(ClearCache())

    def restart_worker(self) -> None:
        """Ends the worker, if there is one, and starts a fresh one; clears the count of restarts."""
        if self._supervisor is not None:
            self._supervisor.restart()

    def log(self, line: LogLine) -> None:
        """Takes a line of this process into the log: as an event and into the file."""
        self._emit(line)

    # ── adding ────────────────────────────────────────────────────────────────────────────────

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
        if self._closing or self._history is None or self._writes is None:
            raise EngineError("The engine is not running.")
        rows = await self._writes.run(self._history.add, drafts)
        for row in rows:
            self._keep(row)
            # Its rank on disk may fall behind one that was moved to the end meanwhile; the disk's counts.
            self._queue.add(QueuedSlot(row.slot_id, row.rank, row.due_at))
            self._tell_row(row)
        self._tell_queue()
        self._dispatch()
        return rows

    async def _known_row(self, slot_id: int) -> SlotRow:
        row = self._rows.get(slot_id) or await self.row(slot_id)
        if row is None:
            raise EngineError(f"There is no slot {slot_id}.")
        return row

    # ── running ───────────────────────────────────────────────────────────────────────────────

    def _dispatch(self) -> None:
        """Begins the next slot when the worker is free."""
        if self._closing or self._worker.state is not WorkerState.READY:
            return
        self._drop_overdue()
        slot = self._queue.take()
        if slot is None:
            return
        self._is_sent = False
        row = replace(
            self._rows[slot.slot_id], state=SlotState.RUNNING, started_at=self._now(), attempts=slot.attempts
        )
        self._keep(row)
        self._tell_queue()
        self._then(
            self._begin_on_disk,
            row,
            done=self._begin,
            failed=self._hold,
            what=f"the start of slot {row.slot_id}",
        )

    def _begin_on_disk(self, row: SlotRow) -> tuple[SlotRow, tuple[str, str] | None]:
        """In the writer thread: the disk's state, and the slot's, before any work is done."""
        assert self._history is not None
        fault = disk_fault(Path(row.output_dir), round(self._settings.output.min_free_gb * 1e9))
        if fault is None:
            self._history.begin(row.slot_id, row.started_at or self._now(), row.attempts)
        return row, fault

    def _begin(self, found: tuple[SlotRow, tuple[str, str] | None]) -> None:
        """Sends the slot, unless it was cancelled or the worker went while the disk was looked at."""
        row, fault = found
        slot = self._queue.running
        if slot is None or slot.slot_id != row.slot_id:
            return
        if slot.cancel_asked:
            self._end_running(row.slot_id, lambda row: SlotEnd(SlotState.CANCELLED, self._now()))
        elif fault is not None:
            self._hold(fault)
        elif self._supervisor is not None and self._supervisor.send(self._run_command(row)):
            self._is_sent = True
            self._tell_row(row)
            self._on_worker_state(WorkerState.BUSY, f"Slot {row.slot_id} is in the making.")
        else:
            self._put_back()

    def _run_command(self, row: SlotRow) -> RunSlot:
        due_in_s = None if row.due_at is None else row.due_at - self._now()
        return RunSlot(row.slot_id, row.attempts, row.recipe_json, row.seed, row.output_dir, due_in_s)

    def _hold(self, fault: tuple[str, str]) -> None:
        """The disk refuses: no slot would fare better, so the queue waits for the operator."""
        self._put_back()
        self._queue.paused = True
        self._emit(Notice(Severity.ERROR, "disk", f"{fault[0]} The queue is paused.", fault[1]))
        self._tell_queue()

    def _put_back(self) -> None:
        """The running slot waits again, without blame."""
        slot = self._queue.put_back()
        if slot is not None:
            self._wait_again(slot)

    def _wait_again(self, slot: QueuedSlot) -> None:
        row = replace(
            self._rows[slot.slot_id],
            state=SlotState.QUEUED,
            started_at=None,
            rank=slot.rank,
            attempts=slot.attempts,
            deaths=slot.deaths,
        )
        self._keep(row)
        self._status.pop(row.slot_id, None)
        self._write(
            f"slot {row.slot_id}",
            lambda history: history.put_back(
                row.slot_id, rank=row.rank, attempts=row.attempts, deaths=row.deaths
            ),
        )
        self._tell_row(row)
        self._tell_queue()

    def _drop_overdue(self) -> None:
        late = self._queue.overdue(self._now())
        for slot_id in late:
            sentence = "Its deadline passed while it waited in the queue."
            self._end(
                slot_id,
                lambda row, sentence=sentence: SlotEnd(  # type: ignore[misc]
                    SlotState.MISSED, self._now(), error_code="deadline", error=sentence, deadline_met=False
                ),
            )
        if late:
            self._tell_queue()

    # ── ending ────────────────────────────────────────────────────────────────────────────────

    def _end_running(self, slot_id: int, decide: Callable[[SlotRow], SlotEnd]) -> None:
        """The running slot is over; a message about any other is logged and dropped."""
        if not self._queue.end(slot_id):
            self._emit(note("WARNING", f"A second end of slot {slot_id} was dropped.", slot_id=slot_id))
            return
        self._end(slot_id, decide)
        self._tell_queue()
        if self._worker.state is WorkerState.BUSY:
            self._on_worker_state(WorkerState.READY, "The worker is ready.")
        self._dispatch()

    def _end(self, slot_id: int, decide: Callable[[SlotRow], SlotEnd]) -> None:
        """Decides and writes a slot's last state in the writer thread, then tells the row."""
        row = self._rows.pop(slot_id)
        self._words.pop(slot_id, None)
        self._status.pop(slot_id, None)

        def write() -> SlotRow:
            assert self._history is not None
            self._history.end(slot_id, decide(row), deaths=row.deaths)
            return self._history.row(slot_id) or row

        self._then(write, done=self._ended, what=f"the end of slot {slot_id}")

    def _ended(self, row: SlotRow) -> None:
        self._tell_row(row)
        if row.state is SlotState.DONE and not self._closing:
            self._task_of(self._read_past())

    def _finished(self, report_json: str) -> Callable[[SlotRow], SlotEnd]:
        """Done only when the folder is whole: the worker's word is checked on disk, in the writer thread."""

        def decide(row: SlotRow) -> SlotEnd:
            if whole_report(row) is None:
                sentence = f"The worker said it was done, but {row.folder} is not whole."
                return end_of(SlotState.FAILED, self._now(), report_json, error_code="output", error=sentence)
            return end_of(SlotState.DONE, self._now(), report_json, due_at=row.due_at)

        return decide

    def _on_stopped(self, slot_id: int) -> None:
        """Cancelled by the operator; or by us, to end the worker, and then it waits again."""
        running = self._queue.running
        if running is not None and running.slot_id == slot_id and not running.cancel_asked:
            self._put_back()
        else:
            self._end_running(slot_id, lambda row: SlotEnd(SlotState.CANCELLED, self._now()))

    # ── the worker's life (LifeListener) ──────────────────────────────────────────────────────

    def on_event(self, event: Event) -> None:
        """One event of the worker; called by the supervisor."""
        if not isinstance(event, Pong):
            self._emit(event)
        match event:
            case StageProgress(slot_id=slot_id, stage=stage, done=done, total=total):
                self._note_share(slot_id, stage, done / total if total else 0.0)
            case StageFinished(slot_id=slot_id, stage=stage):
                self._note_finished(slot_id, stage)
            case SlotFinished(slot_id=slot_id, report_json=report):
                self._end_running(slot_id, self._finished(report))
            case SlotFailed(slot_id=slot_id):
                self._end_running(slot_id, lambda row: _failed(event, self._now()))
            case SlotMissed(slot_id=slot_id, sentence=sentence, report_json=report):
                self._end_running(
                    slot_id,
                    lambda row: replace(
                        end_of(SlotState.MISSED, self._now(), report, error_code="deadline", error=sentence),
                        deadline_met=False,
                    ),
                )
            case SlotStopped(slot_id=slot_id):
                self._on_stopped(slot_id)

    def on_state(self, state: WorkerState, sentence: str) -> None:
        """The worker's state, from the supervisor."""
        self._on_worker_state(state, sentence)
        if state is WorkerState.READY:
            self._dispatch()

    def on_lost(self, outcome: ProcessOutcome, restart_in_s: float | None, *, blame: bool) -> None:
        """The worker is gone; its slot is looked for on disk before it is judged."""
        slot = self._queue.running
        if blame:
            self._emit(WorkerLost(outcome, slot.slot_id if slot else None, restart_in_s))
            self._emit(note("ERROR", str(outcome), slot_id=slot.slot_id if slot else None))
        if slot is None:
            return
        if not self._is_sent:
            self._put_back()
            return
        row = self._rows[slot.slot_id]
        self._then(
            lambda: whole_report(row),
            done=lambda report: self._judge(row, report, outcome, blame=blame),
            what=f"slot {row.slot_id}",
        )

    def on_silence(self, seconds: float) -> None:
        """The worker says nothing; it is told, not ended."""
        self._emit(
            Notice(
                Severity.WARNING,
                "silence",
                f"The worker has not answered for {seconds:.0f} s.",
                "It may be held by a load or the driver; restart it when it stays silent.",
            )
        )

    def _judge(self, row: SlotRow, report: str | None, outcome: ProcessOutcome, *, blame: bool) -> None:
        """A slot whose worker is gone: done if its folder is whole, else back, set aside or cancelled."""
        if report is not None:
            self._end_running(row.slot_id, self._finished(report))
            return
        judged = self._queue.worker_lost(blame=blame)
        if judged is None:
            return
        slot, state = judged
        self._keep(replace(row, deaths=slot.deaths))
        if state is SlotState.QUEUED:
            self._wait_again(slot)
            return
        error = ""
        if state is SlotState.SET_ASIDE:
            error = f"Its worker died {slot.deaths} times, so it was set aside. {outcome}"
            self._emit(Notice(Severity.ERROR, f"set-aside-{row.slot_id}", f"Slot {row.slot_id}: {error}"))
        code = "set_aside" if error else ""
        self._end(row.slot_id, lambda row: SlotEnd(state, self._now(), error_code=code, error=error))
        self._tell_queue()
        self._dispatch()

    def _start_worker(self) -> None:
        limits = self._settings.worker
        self._supervisor = Supervisor(
            self._make_process,
            RestartPolicy(limits.restart_limit, limits.backoff_s, limits.stable_after_s),
            LifeLimits(limits.ready_timeout_s, limits.heartbeat_limit_s),
            self,
        )
        self._supervisor.start()

    def _make_process(self, on_events: Callable[[Sequence[Event]], None]) -> WorkerProcess:
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
        )

    def _on_worker_state(self, state: WorkerState, sentence: str) -> None:
        since = self._worker.since if state is self._worker.state else self._now()
        pid = self._supervisor.pid if self._supervisor else None
        self._worker = WorkerStateChanged(state, sentence, since, pid)
        self._emit(self._worker)

    def _send(self, command: Command) -> bool:
        return self._supervisor is not None and self._supervisor.send(command)

    # ── estimates ─────────────────────────────────────────────────────────────────────────────

    def _note_share(self, slot_id: int, stage: Stage, share: float) -> None:
        status = self._status.get(slot_id, NOT_BEGUN)
        self._status[slot_id] = replace(status, shares={**(status.shares or {}), stage: share})

    def _note_finished(self, slot_id: int, stage: Stage) -> None:
        status = self._status.get(slot_id, NOT_BEGUN)
        self._status[slot_id] = replace(status, finished=status.finished | {stage})

    async def _read_past(self) -> None:
        if self._reader is not None and self._reads is not None:
            self._past = await self._reads.run(self._reader.past_slots, self._profile.name)

    # ── small ─────────────────────────────────────────────────────────────────────────────────

    async def _tick(self) -> None:
        """Looks at deadlines in the queue and at the system's clock."""
        while True:
            await asyncio.sleep(TICK_S)
            self._drop_overdue()
            gap_s = time.time() - self._now()
            if abs(gap_s - self._clock_gap_s) > CLOCK_JUMP_S:
                moved_s = gap_s - self._clock_gap_s
                self._clock_gap_s = gap_s
                self._emit(
                    note("WARNING", f"The system's clock moved by {moved_s:+.0f} s; deadlines did not.")
                )

    def _keep(self, row: SlotRow) -> None:
        self._rows[row.slot_id] = row
        if row.slot_id not in self._words:
            self._words[row.slot_id] = words_of(row.recipe)

    def _tell_row(self, row: SlotRow) -> None:
        self._emit(SlotChanged(row, self._queue.position(row.slot_id)))

    def _tell_queue(self) -> None:
        running = self._queue.running
        self._emit(QueueChanged(self._queue.queued, running.slot_id if running else None, self._queue.paused))

    def _emit(self, event: EngineEvent) -> None:
        self._stream.put(event)
        if self._witnesses is not None:
            self._witnesses.take(event)

    def _from_thread(self, event: EngineEvent) -> None:
        assert self._writes is not None
        self._writes.loop.call_soon_threadsafe(self._emit, event)

    def _write(self, what: str, write: Callable[[History], object]) -> None:
        """Writes behind; a refusal is told."""
        history = self._history
        assert history is not None
        self._then(lambda: write(history), done=lambda _: None, what=what)

    def _then(
        self,
        call: Callable[..., object],
        *args: object,
        done: Callable[..., None],
        what: str,
        failed: Callable[[tuple[str, str]], None] | None = None,
    ) -> None:
        """Runs a call in the writer thread and takes its answer in on the loop; a refusal is told."""
        assert self._writes is not None

        def answered(future: asyncio.Future[object]) -> None:
            error = future.exception()
            if error is None:
                done(future.result())
                return
            _log.error("writing %s failed", what, exc_info=error)
            self._emit(Notice(Severity.ERROR, "history", f"The history could not take in {what}. {error}"))
            if failed is not None:
                failed((str(error), "Mend the disk, then resume the queue."))

        self._writes.run(call, *args).add_done_callback(answered)

    def _task_of(self, work: Awaitable[None]) -> None:
        """Keeps a small task until it is over."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _failed(event: SlotFailed, at: float) -> SlotEnd:
    return end_of(
        SlotState.FAILED,
        at,
        event.report_json,
        error_code=event.code,
        error=event.sentence,
        remedy=event.remedy,
    )


def _own_worker() -> list[str]:
    """This very program as a worker; a frozen program has no `-m`."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "worker"]
    return [sys.executable, "-m", "vortex_gui", "worker"]
