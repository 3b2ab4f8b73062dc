"""Takes the engine's events into the state, one function for each kind of event."""

from __future__ import annotations

from collections.abc import Sequence

from vortex_gui.base.log.log_line import LogLine
from vortex_gui.base.process.clock import steady_now
from vortex_gui.base.report_reading import read_report
from vortex_gui.base.roles import Role
from vortex_gui.base.words.translation import tr
from vortex_gui.base.words.wording import ended
from vortex_gui.console.control.orders import Orders
from vortex_gui.console.control.recipe_check import RecipeCheck
from vortex_gui.console.control.seating import seat_machines
from vortex_gui.console.control.shift_words import (
    doubt_notice,
    end_words,
    failed_words,
    loss_words,
    missed_words,
)
from vortex_gui.console.look import words
from vortex_gui.console.look.labels import layer_label
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.live_pictures import Picture
from vortex_gui.console.state.memory_samples import MarkKind, MemoryMark
from vortex_gui.console.state.messages import Notice
from vortex_gui.console.state.shift_log import ShiftKind
from vortex_gui.console.state.stage_span import StageSpan
from vortex_gui.console.state.worker_status import Residency
from vortex_gui.engine.facts import events
from vortex_gui.engine.facts.events import Severity
from vortex_gui.engine.facts.slots import SlotRow
from vortex_gui.wire.protocol import (
    CacheCleared,
    LoadFailed,
    LoadProgress,
    MemoryLimitPassed,
    MemorySample,
    ModelWarmed,
    Pong,
    Preview,
    SlotFailed,
    SlotFinished,
    SlotMissed,
    SlotStarted,
    SlotStopped,
    StageFinished,
    StageProgress,
    StageStarted,
    WarmUpFailed,
    WorkerReady,
)

NOTED = {Severity.WARNING: ShiftKind.DOUBT, Severity.ERROR: ShiftKind.BAD}
"""Messages that the shift log keeps."""
SLOT_KEYS = ("slot-", "set-aside-")
"""Messages about a slot's end, which the shift log tells by the slot's row."""
OVER = (events.WorkerState.LOST, events.WorkerState.STOPPED, events.WorkerState.UNREACHABLE)
"""States in which a worker answers no order; one that is unreachable keeps its models."""
MOST_ENTRIES_AT_ONCE = 50
KEPT_SLOTS = 150
"""The console keeps the state of so many finished slots; the engine's history has the others."""


class EventTaker:
    """Applies events to `state`; log lines wait in `log_lines` for the next flush."""

    def __init__(self, state: ConsoleState) -> None:
        self._state = state
        self._seat = state.workers.seats[0]  # the worker that the event at hand is of
        self.orders = Orders(state.operations)
        self.recipes = RecipeCheck(self._tell_damaged)
        self.log_lines: list[LogLine] = []

    def take(self, event: events.EngineEvent) -> None:
        """Applies one event; ignores events that nothing here shows."""
        match event:
            case events.WorkersChosen(names):
                self._state.workers.begin(names)
                self._seat = self._state.workers.seats[0]
            case events.PlacesChanged() | events.MachineChanged() | events.MachineRemoved():
                seat_machines(self._state, event)
                self._seat = self._state.workers.seats[0]
                self.orders.keep(seat.name for seat in self._state.workers.seats)
            case events.FromWorker(worker, told) if self._sits(worker):
                self.take(told)
            case events.SlotChanged(row, position):
                self.take_row(row, position)
            case events.QueueChanged(queued, _, paused):
                self._state.slots.set_queue(queued, paused=paused)
                self._state.figures.update(queued=len(queued))
                self._forget_hold(paused)
            case events.WorkerStateChanged(worker=worker) if self._sits(worker):
                self._take_worker_state(event)
            case events.WorkerLost(worker=worker) if self._sits(worker):
                self._take_loss(event)
            case events.Notice(severity, key, text, remedy):
                self.tell(severity, text, remedy=remedy, key=key)
            case LogLine():
                self.log_lines.append(event)
            case MemorySample():
                self._seat.memory.append(event)
            case Preview(slot_id, stage, index, jpeg):
                self._state.preview.put(Picture(slot_id, stage, index, jpeg))
            case Pong():
                pass
            case SlotStarted() | StageStarted() | StageProgress() | StageFinished():
                self._take_progress(event)
            case SlotFinished() | SlotFailed() | SlotMissed() | SlotStopped():
                self._take_end(event)
            case MemoryLimitPassed():
                self._take_limit(event)
            case _:
                self._take_worker_event(event)

    def _sits(self, worker: str) -> bool:
        """Whether the worker is one of this sitting; what follows is of it."""
        seat = self._state.workers.seat(worker)
        self._seat = seat or self._seat
        return seat is not None

    def _named(self, text: str) -> str:
        """A sentence about the worker, with its name where there are several."""
        if not self._state.workers.are_several:
            return text
        return tr("{worker}: {sentence}", worker=self._seat.name, sentence=text)

    def tell(
        self, severity: Severity, text: str, *, remedy: str = "", details: str = "", key: str = ""
    ) -> None:
        """Posts a notice; without a key the text is its own."""
        self._state.notices.post(Notice(key or text, severity, text, remedy, details))
        if severity in NOTED and not key.startswith(SLOT_KEYS):
            self._state.shift.note(text, NOTED[severity])

    def flush_log(self) -> None:
        """Gives the waiting lines to the log in one go."""
        lines, self.log_lines = self.log_lines, []
        self._state.log.extend(lines)

    def _tell_damaged(self, slot_id: int) -> None:
        text = tr("The recipe of slot {slot} is damaged in the history.", slot=slot_id)
        remedy = tr("The console cannot retry it. Its files and the other slots are not affected.")
        self.tell(Severity.WARNING, text, remedy=remedy, key=f"recipe {slot_id}")

    # ── slots ────────────────────────────────────────────────────────────────────────────

    def take_row(self, row: SlotRow, position: int | None) -> None:
        """Takes in a slot's row, of an event or of the history; posts one notice for a damaged recipe."""
        self.take_rows([(row, position)])

    def take_rows(self, rows: Sequence[tuple[SlotRow, int | None]]) -> None:
        """Takes in many rows with their positions at once, as `take_row` does; the views repaint once."""
        slots = self._state.slots
        new = [row for row, _ in rows if slots.get(row.slot_id) is None]
        over = [row.slot_id for row, _ in rows if row.state.is_final and not self._is_over(row.slot_id)]
        seen_end = [row for row, _ in rows if row.slot_id in over and slots.get(row.slot_id) is not None]
        slots.put_rows(rows)
        self.recipes.check(new)
        if over:
            for slot_id in over:
                self._state.preview.forget(slot_id)
                self._state.operations.end(f"cancel:{slot_id}")
            self._state.pages.expire()
            self._forget_old()
            self._tell_ends(seen_end)

    def _forget_hold(self, paused: bool) -> None:
        """Once the queue goes on, the notices that asked for it are of the past."""
        if not paused:
            for key in ("disk", "paused"):
                self._state.notices.dismiss(key)

    def _is_over(self, slot_id: int) -> bool:
        known = self._state.slots.get(slot_id)
        return known is not None and known.is_over

    def _tell_ends(self, rows: Sequence[SlotRow]) -> None:
        """Of slots that ended before the operator's eyes; many that were cancelled at once are one entry."""
        if len(rows) > MOST_ENTRIES_AT_ONCE:
            self._state.shift.note(tr("{count} slots ended.", count=f"{len(rows):,}"), ShiftKind.NOTE)
            return
        for row in rows:
            self._tell_end(row)

    def _tell_end(self, row: SlotRow) -> None:
        """Writes down what became of a slot, and tells at once of a clip that failed its check."""
        known = self._state.slots.get(row.slot_id)
        checks = known.report.checks if known and known.report else ()
        self._state.shift.note(*end_words(row, checks), row.slot_id)
        if row.failed_check and row.scores is not None:
            text, remedy = doubt_notice(row.slot_id, row.scores, checks, known.recipe if known else None)
            self.tell(Severity.WARNING, text, remedy=remedy, key=f"slot-{row.slot_id}")

    def _forget_old(self) -> None:
        slots = self._state.slots
        over = slots.over()
        for slot in over[: max(0, len(over) - KEPT_SLOTS)]:
            if slot.slot_id != self._state.selection.slot_id:
                slots.forget(slot.slot_id)

    def _take_progress(self, event: SlotStarted | StageStarted | StageProgress | StageFinished) -> None:
        slots = self._state.slots
        match event:
            case SlotStarted(slot_id):
                slots.begin_attempt(slot_id)
                self._state.shift.note(tr("Slot {slot} started.", slot=slot_id), ShiftKind.NOTE, slot_id)
                self._mark("slot_begin", slot_id)
            case StageStarted(slot_id, stage, at_ms):
                slots.put_span(slot_id, stage, StageSpan(stage, at_ms, None))
            case StageProgress(slot_id, stage, done, total):
                slots.put_progress(slot_id, stage, done, total)
            case StageFinished(slot_id, stage, start_ms, end_ms, attempts):
                slots.put_span(slot_id, stage, StageSpan(stage, start_ms, end_ms, attempts))

    def _take_limit(self, event: MemoryLimitPassed) -> None:
        """The row keeps the limit; over the hard one the slot's end posts its own notice."""
        self._state.slots.put_limit(event.slot_id, event.limit, event.sentence)
        if event.limit == "soft":
            text = tr("Slot {slot}: {sentence}", slot=event.slot_id, sentence=event.sentence)
            self.tell(
                Severity.WARNING, text, remedy=tr("Over the hard limit the slot would stop."), key="memory"
            )

    def _take_end(self, event: SlotFinished | SlotFailed | SlotMissed | SlotStopped) -> None:
        self._mark("slot_end", event.slot_id)
        slots, name = self._state.slots, f"slot-{event.slot_id}"
        match event:
            case SlotFinished(slot_id, report_json):
                slots.put_report(slot_id, read_report(report_json))
            case SlotFailed(slot_id, _, sentence, remedy, report_json):
                slots.put_report(slot_id, read_report(report_json))
                self.tell(Severity.ERROR, failed_words(slot_id, sentence), remedy=remedy, key=name)
            case SlotMissed(slot_id, sentence, report_json):
                slots.put_report(slot_id, read_report(report_json))
                self.tell(Severity.WARNING, missed_words(slot_id, sentence), key=name)
            case SlotStopped(slot_id):
                text = tr("Slot {slot} was stopped; nothing was left behind.", slot=slot_id)
                self.tell(Severity.INFO, text, key=name)

    # ── the worker ───────────────────────────────────────────────────────────────────────

    def _take_worker_state(self, event: events.WorkerStateChanged) -> None:
        worker = self._seat.status
        begins = event.state is events.WorkerState.STARTING and worker.state is not event.state
        worker.update(state=event.state, sentence=event.sentence, since=event.since, pid=event.pid)
        if begins:
            self._state.notices.amend(self._loss_key(), tr("Restarting."))
        if begins or event.state in OVER:
            worker.update(load=None)
            is_cut_off = self._seat.is_cut_off
            for key in ("warm_up", "clear_cache", *(("restart",) if is_cut_off else ())):
                self.orders.end(key, self._seat.name)
            for role in worker.models:
                self.orders.end(f"warm_up:{role}", self._seat.name)
                if not is_cut_off:
                    worker.turn_model(role, Residency.ABSENT)

    def _take_loss(self, event: events.WorkerLost) -> None:
        text, remedy = loss_words(event)
        if event.restart_in_s is None:
            self.orders.end("restart", self._seat.name)
        details, key = "\n".join(event.outcome.tail), self._loss_key()
        self.tell(Severity.ERROR, self._named(text), remedy=remedy, details=details, key=key)
        self._mark("worker_lost", event.slot_id)

    def _loss_key(self) -> str:
        return f"worker-{self._seat.name}" if self._state.workers.are_several else "worker"

    def _take_worker_event(self, event: events.EngineEvent) -> None:
        state = self._state
        match event:
            case LoadProgress(role=role):
                self._seat.status.update(load=event)
                if role is not None:
                    self._seat.status.turn_model(role, Residency.LOADING, load=event)
            case WorkerReady():
                self._take_ready(event)
            case LoadFailed(_, sentence, remedy):
                self.tell(Severity.ERROR, self._named(sentence), remedy=remedy, key="load")
            case ModelWarmed(model):
                self._seat.status.turn_model(model.role, Residency.WARM, model)
                self._end_warm_up(model.role)
                self._mark("warm_up")
            case WarmUpFailed(role, sentence):
                self._seat.status.turn_model(role, Residency.FAILED, fault=sentence)
                self._end_warm_up(role)
                text = ended(tr("Warm-up of {role} failed: {why}", role=layer_label(role), why=sentence))
                self.tell(Severity.ERROR, text, key=f"warm-{role}")
            case CacheCleared(freed):
                self.orders.end("clear_cache", self._seat.name)
                self._seat.status.update(freed_bytes=freed)
                self._mark("cache_clear")
                text = tr("Cache cleared: {size} freed.", size=words.size(freed))
                state.shift.note(text, ShiftKind.GOOD)
                self.tell(Severity.SUCCESS, text, key="cache")

    def _take_ready(self, event: WorkerReady) -> None:
        state, memory = self._state, self._seat.memory
        self._seat.status.update(
            device=event.device,
            pid=event.pid,
            startup_s=event.startup_s,
            soft_limit_bytes=event.soft_limit_bytes,
            hard_limit_bytes=event.hard_limit_bytes,
            load=None,
        )
        for info in event.models:
            self._seat.status.turn_model(info.role, Residency.RESIDENT, info)
        memory.set_limits(event.soft_limit_bytes, event.hard_limit_bytes)
        self.orders.end("restart", self._seat.name)
        state.notices.dismiss(self._loss_key())
        text = tr("The worker is ready on {device}.", device=event.device)
        state.shift.note(self._named(text), ShiftKind.NOTE)
        self._mark("worker_ready")

    def begin_warm_up(self, role: Role | None) -> None:
        """Shows the roles as busy, each until the worker says that it is warm or has failed."""
        for seat in self._state.workers.asked_seats:
            if not seat.status.ready:
                continue
            self._seat = seat
            if role is None:
                self.orders.begin("warm_up", [seat.name])
            for each in self._seat.status.models if role is None else (role,):
                self.orders.begin(f"warm_up:{each}", [seat.name])
                self._seat.status.turn_model(each, Residency.WARMING, self._seat.status.models[each].info)

    def _end_warm_up(self, role: Role) -> None:
        worker = self._seat.name
        self.orders.end(f"warm_up:{role}", worker)
        if not self.orders.waits_for(worker, "warm_up:"):
            self.orders.end("warm_up", worker)

    def _mark(self, kind: MarkKind, slot_id: int | None = None) -> None:
        self._seat.memory.mark(MemoryMark(steady_now(), kind, slot_id))
