"""Takes in the events of workers: who there is, how each stands, and what it answers to orders."""

from __future__ import annotations

from vortex_gui.base.process.clock import steady_now
from vortex_gui.base.roles import Role
from vortex_gui.base.words.translation import tr
from vortex_gui.base.words.wording import ended
from vortex_gui.console.control.events.orders import Orders
from vortex_gui.console.control.events.seating import seat_machines
from vortex_gui.console.control.events.telling import Teller
from vortex_gui.console.control.shift.shift_words import loss_words
from vortex_gui.console.look import words
from vortex_gui.console.look.labels import layer_label
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.shift_log import ShiftKind
from vortex_gui.console.state.workers.memory_samples import MarkKind, MemoryMark
from vortex_gui.console.state.workers.worker_status import Residency
from vortex_gui.engine.facts import events
from vortex_gui.engine.facts.events import Severity
from vortex_gui.wire.protocol import (
    CacheCleared,
    LoadFailed,
    LoadProgress,
    MemorySample,
    ModelWarmed,
    WarmUpFailed,
    WorkerReady,
)

OVER = (events.WorkerState.LOST, events.WorkerState.STOPPED, events.WorkerState.UNREACHABLE)
"""States in which a worker answers no order; one that is unreachable keeps its models."""


class WorkerEvents:
    """Applies workers' events to `state`; what it takes in is of the worker that `sits` found last."""

    def __init__(self, state: ConsoleState, teller: Teller) -> None:
        self._state = state
        self._tell = teller.tell
        self._seat = state.workers.seats[0]
        self.orders = Orders(state.operations)

    def begin(self, names: tuple[str, ...]) -> None:
        """A sitting begins with these workers."""
        self._state.workers.begin(names)
        self._seat = self._state.workers.seats[0]

    def seat(self, event: events.EngineEvent) -> None:
        """Other machines came, changed or went, and their places with them."""
        seat_machines(self._state, event)
        self._seat = self._state.workers.seats[0]
        self.orders.keep(seat.name for seat in self._state.workers.seats)

    def sits(self, worker: str) -> bool:
        """Whether the worker is one of this sitting; what follows is of it."""
        seat = self._state.workers.seat(worker)
        self._seat = seat or self._seat
        return seat is not None

    def take_state(self, event: events.WorkerStateChanged) -> None:
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

    def take_loss(self, event: events.WorkerLost) -> None:
        text, remedy = loss_words(event)
        if event.restart_in_s is None:
            self.orders.end("restart", self._seat.name)
        details, key = "\n".join(event.outcome.tail), self._loss_key()
        self._tell(Severity.ERROR, self._named(text), remedy=remedy, details=details, key=key)
        self.mark("worker_lost", event.slot_id)

    def take_sample(self, sample: MemorySample) -> None:
        self._seat.memory.append(sample)

    def take(self, event: events.EngineEvent) -> None:
        """Loads, warm-ups and answers; ignores any other event."""
        match event:
            case LoadProgress(role=role):
                self._seat.status.update(load=event)
                if role is not None:
                    self._seat.status.turn_model(role, Residency.LOADING, load=event)
            case WorkerReady():
                self._take_ready(event)
            case LoadFailed(_, sentence, remedy):
                self._tell(Severity.ERROR, self._named(sentence), remedy=remedy, key="load")
            case ModelWarmed(model):
                self._seat.status.turn_model(model.role, Residency.WARM, model)
                self._end_warm_up(model.role)
                self.mark("warm_up")
            case WarmUpFailed(role, sentence):
                self._seat.status.turn_model(role, Residency.FAILED, fault=sentence)
                self._end_warm_up(role)
                text = ended(tr("Warm-up of {role} failed: {why}", role=layer_label(role), why=sentence))
                self._tell(Severity.ERROR, text, key=f"warm-{role}")
            case CacheCleared(freed):
                self.orders.end("clear_cache", self._seat.name)
                self._seat.status.update(freed_bytes=freed)
                self.mark("cache_clear")
                text = tr("Cache cleared: {size} freed.", size=words.size(freed))
                self._state.shift.note(text, ShiftKind.GOOD)
                self._tell(Severity.SUCCESS, text, key="cache")

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

    def mark(self, kind: MarkKind, slot_id: int | None = None) -> None:
        """Marks this moment in the memory of the worker that the event at hand is of."""
        self._seat.memory.mark(MemoryMark(steady_now(), kind, slot_id))

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
        self.mark("worker_ready")

    def _end_warm_up(self, role: Role) -> None:
        worker = self._seat.name
        self.orders.end(f"warm_up:{role}", worker)
        if not self.orders.waits_for(worker, "warm_up:"):
            self.orders.end("warm_up", worker)

    def _named(self, text: str) -> str:
        """A sentence about the worker, with its name where there are several."""
        if not self._state.workers.are_several:
            return text
        return tr("{worker}: {sentence}", worker=self._seat.name, sentence=text)

    def _loss_key(self) -> str:
        return f"worker-{self._seat.name}" if self._state.workers.are_several else "worker"
