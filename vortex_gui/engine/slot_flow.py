"""Slots on their way: queue to worker to their one end, in memory at once and on disk behind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from vortex_gui.base.logs import note
from vortex_gui.base.stages import Stage
from vortex_gui.engine.facts.estimate import NOT_BEGUN, PastSlot, StageStatus, TimeLeft, time_left_of_many
from vortex_gui.engine.facts.events import EngineEvent, Notice, QueueChanged, Severity, SlotChanged
from vortex_gui.engine.facts.outcome import ProcessOutcome
from vortex_gui.engine.facts.records import SlotEnd
from vortex_gui.engine.facts.slot_queue import CancelEffect, QueuedSlot, SlotQueue
from vortex_gui.engine.facts.slots import SlotRow, SlotState
from vortex_gui.engine.history.finished_folder import disk_fault, end_of, whole_report
from vortex_gui.engine.history.history import History
from vortex_gui.engine.history.store import Fault, Store
from vortex_gui.wire.protocol import (
    CancelSlot,
    Command,
    Event,
    RunSlot,
    SlotFailed,
    SlotFinished,
    SlotMissed,
    SlotStopped,
    StageFinished,
    StageProgress,
)

Decide = Callable[[SlotRow], SlotEnd]
"""Says how a slot ended; called in the writer thread, so it may look at the disk."""


class Bench(Protocol):
    """Where slots are made: the engine's worker, as the flow sees it."""

    def is_free(self) -> bool:
        """A worker is ready and has nothing to do."""

    def send(self, command: Command) -> bool:
        """False when there is no ready worker."""

    def on_taken(self, slot_id: int) -> None:
        """The worker was given a slot."""

    def on_free(self) -> None:
        """The worker's slot is over."""

    def on_done(self) -> None:
        """A slot was written as done."""


class SlotFlow:
    """Every slot that is not over, and the ways on which it can go. Used on the loop."""

    def __init__(
        self,
        store: Store,
        bench: Bench,
        *,
        now: Callable[[], float],
        tell: Callable[[EngineEvent], None],
        min_free_bytes: int,
    ) -> None:
        self._store = store
        self._bench = bench
        self._now = now
        self._tell = tell
        self._min_free_bytes = min_free_bytes
        self._queue = SlotQueue()
        self._rows: dict[int, SlotRow] = {}
        self._status: dict[int, StageStatus] = {}
        self._is_sent = False
        self.past: tuple[PastSlot, ...] = ()

    # ── what can be seen ──────────────────────────────────────────────────────────────────────

    @property
    def paused(self) -> bool:
        return self._queue.paused

    @property
    def length(self) -> int:
        return len(self._queue)

    @property
    def running(self) -> int | None:
        """Number of the slot that the worker has."""
        return self._queue.running.slot_id if self._queue.running else None

    def row(self, slot_id: int) -> SlotRow | None:
        """A slot that is not over."""
        return self._rows.get(slot_id)

    def time_left(self, slot_id: int) -> TimeLeft | None:
        """P10 to P90 of the seconds until a queued or running slot is ready."""
        ahead: list[tuple[int, StageStatus]] = []
        running = self.running
        for number in (() if running is None else (running,)) + self._queue.queued:
            ahead.append((self._rows[number].words, self._status.get(number, NOT_BEGUN)))
            if number == slot_id:
                return time_left_of_many(ahead, self.past)
        return None

    # ── what the operator asks ────────────────────────────────────────────────────────────────

    def take_in(self, rows: Sequence[SlotRow]) -> None:
        """Slots that are queued on disk: new ones, or those left from the last console."""
        for row in rows:
            self._keep(row)
            self._queue.add(QueuedSlot(row.slot_id, row.rank, row.due_at, row.attempts, row.deaths))
        places = {number: place for place, number in enumerate(self._queue.queued)}
        for row in rows:
            self._tell(SlotChanged(row, places[row.slot_id]))
        self._tell_queue()
        self.dispatch()

    def cancel(self, slot_id: int) -> bool:
        """Ends a queued slot at once, asks a running one to stop; false when it is neither."""
        match self._queue.cancel(slot_id):
            case CancelEffect.ENDED:
                self._end(slot_id, self._cancelled)
                self._tell_queue()
                return True
            case CancelEffect.ASKED:
                if self._is_sent:
                    self._bench.send(CancelSlot(slot_id))
                return True
        return False

    def move(self, slot_id: int, position: int) -> None:
        """Puts a queued slot at a position, from 0."""
        changed = self._queue.move(slot_id, position)
        if not changed:
            return
        for slot in changed:
            self._keep(replace(self._rows[slot.slot_id], rank=slot.rank))
        ranks = [(slot.slot_id, slot.rank) for slot in changed]
        self._store.write("the new order", lambda history: history.set_ranks(ranks))
        self._tell_row(self._rows[slot_id])
        self._tell_queue()

    def pause(self) -> None:
        self._queue.paused = True
        self._tell_queue()

    def resume(self) -> None:
        self._queue.paused = False
        self._tell_queue()
        self.dispatch()

    # ── to the worker ─────────────────────────────────────────────────────────────────────────

    def dispatch(self) -> None:
        """Begins the next slot when the worker is free."""
        if not self._bench.is_free():
            return
        self.drop_overdue()
        slot = self._queue.take()
        if slot is None:
            return
        self._is_sent = False
        row = replace(
            self._rows[slot.slot_id], state=SlotState.RUNNING, started_at=self._now(), attempts=slot.attempts
        )
        self._keep(row)
        self._tell_queue()
        self._store.write(
            f"the start of slot {row.slot_id}",
            lambda history: self._begin_on_disk(history, row),
            done=lambda fault: self._begin(row, fault),
            failed=self._hold,
        )

    def _begin_on_disk(self, history: History, row: SlotRow) -> Fault | None:
        """In the writer thread: the disk's state, and the slot's, before any work is done."""
        fault = disk_fault(Path(row.output_dir), self._min_free_bytes)
        if fault is None:
            history.begin(row.slot_id, row.started_at or self._now(), row.attempts)
        return fault

    def _begin(self, row: SlotRow, fault: Fault | None) -> None:
        """Sends the slot, unless it was cancelled or the worker went while the disk was looked at."""
        slot = self._queue.running
        if slot is None or slot.slot_id != row.slot_id:
            return
        if slot.cancel_asked:
            self._end_running(row.slot_id, self._cancelled)
        elif fault is not None:
            self._hold(fault)
        elif self._bench.send(self._run_command(row)):
            self._is_sent = True
            self._tell_row(row)
            self._bench.on_taken(row.slot_id)
        else:
            self._put_back()

    def _run_command(self, row: SlotRow) -> RunSlot:
        due_in_s = None if row.due_at is None else row.due_at - self._now()
        return RunSlot(row.slot_id, row.attempts, row.recipe_json, row.seed, row.output_dir, due_in_s)

    def _hold(self, fault: Fault) -> None:
        """The disk refuses: no slot would fare better, so the queue waits for the operator."""
        self._put_back()
        self._queue.paused = True
        self._tell(Notice(Severity.ERROR, "disk", f"{fault[0]} The queue is paused.", fault[1]))
        self._tell_queue()

    # ── back to the queue ─────────────────────────────────────────────────────────────────────

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
        self._store.write(
            f"slot {row.slot_id}",
            lambda history: history.put_back(
                row.slot_id, rank=row.rank, attempts=row.attempts, deaths=row.deaths
            ),
        )
        self._tell_row(row)
        self._tell_queue()

    def on_worker_lost(self, outcome: ProcessOutcome, *, blame: bool) -> None:
        """The worker is gone; its slot is looked for on disk before it is judged."""
        slot = self._queue.running
        if slot is None:
            return
        if not self._is_sent:
            self._put_back()
            return
        row = self._rows[slot.slot_id]
        self._store.write(
            f"slot {row.slot_id}",
            lambda _: whole_report(row),
            done=lambda report: self._judge(row, report, outcome, blame=blame),
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
            self._tell(Notice(Severity.ERROR, f"set-aside-{row.slot_id}", f"Slot {row.slot_id}: {error}"))
        code = "set_aside" if error else ""
        self._end(row.slot_id, lambda _: SlotEnd(state, self._now(), error_code=code, error=error))
        self._tell_queue()
        self.dispatch()

    # ── to the end ────────────────────────────────────────────────────────────────────────────

    def take(self, event: Event) -> None:
        """One event of the worker."""
        match event:
            case StageProgress(slot_id=slot_id, stage=stage, done=done, total=total):
                self._note_share(slot_id, stage, done / total if total else 0.0)
            case StageFinished(slot_id=slot_id, stage=stage):
                status = self._status.get(slot_id, NOT_BEGUN)
                self._status[slot_id] = replace(status, finished=status.finished | {stage})
            case SlotFinished(slot_id=slot_id, report_json=report):
                self._end_running(slot_id, self._finished(report))
            case SlotFailed(slot_id=slot_id):
                self._end_running(slot_id, self._failed(event))
            case SlotMissed(slot_id=slot_id, sentence=sentence, report_json=report):
                self._end_running(slot_id, self._missed(sentence, report))
            case SlotStopped(slot_id=slot_id):
                self._on_stopped(slot_id)

    def drop_overdue(self) -> None:
        """Gives up queued slots whose deadline has passed."""
        late = self._queue.overdue(self._now())
        for slot_id in late:
            self._end(slot_id, self._missed("Its deadline passed while it waited in the queue.", "{}"))
        if late:
            self._tell_queue()

    def _on_stopped(self, slot_id: int) -> None:
        """Cancelled by the operator; or by us, to end the worker, and then it waits again."""
        running = self._queue.running
        if running is not None and running.slot_id == slot_id and not running.cancel_asked:
            self._put_back()
        else:
            self._end_running(slot_id, self._cancelled)

    def _end_running(self, slot_id: int, decide: Decide) -> None:
        """The running slot is over; a message about any other is logged and dropped."""
        if not self._queue.end(slot_id):
            self._tell(note("WARNING", f"A second end of slot {slot_id} was dropped.", slot_id=slot_id))
            return
        self._end(slot_id, decide)
        self._tell_queue()
        self._bench.on_free()
        self.dispatch()

    def _end(self, slot_id: int, decide: Decide) -> None:
        """Decides and writes a slot's last state in the writer thread, then tells the row."""
        row = self._rows.pop(slot_id)
        self._status.pop(slot_id, None)

        def write(history: History) -> SlotRow:
            history.end(slot_id, decide(row), deaths=row.deaths)
            return history.row(slot_id) or row

        self._store.write(f"the end of slot {slot_id}", write, done=self._on_ended)

    def _on_ended(self, row: SlotRow) -> None:
        self._tell_row(row)
        if row.state is SlotState.DONE:
            self._bench.on_done()

    # ── how a slot ended (called in the writer thread) ────────────────────────────────────────

    def _cancelled(self, row: SlotRow) -> SlotEnd:
        return SlotEnd(SlotState.CANCELLED, self._now())

    def _finished(self, report_json: str) -> Decide:
        """Done only when the folder is whole: the worker's word is checked on disk."""

        def decide(row: SlotRow) -> SlotEnd:
            if whole_report(row) is None:
                sentence = f"The worker said it was done, but {row.folder} is not whole."
                return end_of(SlotState.FAILED, self._now(), report_json, error_code="output", error=sentence)
            return end_of(SlotState.DONE, self._now(), report_json, due_at=row.due_at)

        return decide

    def _failed(self, event: SlotFailed) -> Decide:
        return lambda row: end_of(
            SlotState.FAILED,
            self._now(),
            event.report_json,
            error_code=event.code,
            error=event.sentence,
            remedy=event.remedy,
        )

    def _missed(self, sentence: str, report_json: str) -> Decide:
        def decide(row: SlotRow) -> SlotEnd:
            end = end_of(SlotState.MISSED, self._now(), report_json, error_code="deadline", error=sentence)
            return replace(end, deadline_met=False)

        return decide

    # ── small ─────────────────────────────────────────────────────────────────────────────────

    def _note_share(self, slot_id: int, stage: Stage, share: float) -> None:
        status = self._status.get(slot_id, NOT_BEGUN)
        self._status[slot_id] = replace(status, shares={**(status.shares or {}), stage: share})

    def _keep(self, row: SlotRow) -> None:
        self._rows[row.slot_id] = row

    def _tell_row(self, row: SlotRow) -> None:
        self._tell(SlotChanged(row, self._queue.position(row.slot_id)))

    def _tell_queue(self) -> None:
        self._tell(QueueChanged(self._queue.queued, self.running, self._queue.paused))
