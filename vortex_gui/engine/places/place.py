"""One place that generates slots: a worker's life, its state, its slot and its leak watch."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from vortex_gui.base.log.log_line import LogLine
from vortex_gui.base.log.logs import note
from vortex_gui.base.process.clock import beginning
from vortex_gui.base.profile import Profile
from vortex_gui.base.settings.settings import Settings
from vortex_gui.base.words.translation import tr
from vortex_gui.engine.facts.events import (
    LOCAL,
    EngineEvent,
    FromWorker,
    Notice,
    Severity,
    WorkerLost,
    WorkerState,
    WorkerStateChanged,
)
from vortex_gui.engine.facts.machines import PlaceFact
from vortex_gui.engine.facts.outcome import ProcessOutcome
from vortex_gui.engine.facts.restart import RestartPolicy
from vortex_gui.engine.places.any_place import AnyPlace
from vortex_gui.engine.places.process.local_process import StopLimits, WorkerProcess
from vortex_gui.engine.places.process.shared_spare import SpareShare
from vortex_gui.engine.places.process.spare import Spare
from vortex_gui.engine.places.process.supervisor import LifeLimits, Supervisor
from vortex_gui.engine.watch.leak_watch import LeakWatch
from vortex_gui.wire.protocol import (
    Command,
    Event,
    MemorySample,
    Pong,
    RunSlot,
    SlotEnded,
    SlotEvent,
    WorkerReady,
)


class PlaceListener(Protocol):
    """Hears a place's reports to the queue, on the loop."""

    def on_ready(self) -> None:
        """A place has become free."""

    def take(self, event: Event) -> None:
        """One event of a worker."""

    def on_worker_lost(self, slot_id: int | None, outcome: ProcessOutcome, *, blame: bool) -> None:
        """A worker is gone, and with it its work for `slot_id`."""


@dataclass(frozen=True, slots=True)
class Order:
    """How a place starts its workers; `environment` is theirs beside the console's."""

    settings: Settings
    profile: Profile
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)


class Place:
    """Used on the loop. The operator knows it by `name`.

    `tell` hears each of the worker's events and each change of its state.
    """

    machine = ""

    def __init__(
        self,
        order: Order,
        listener: PlaceListener,
        *,
        now: Callable[[], float],
        tell: Callable[[EngineEvent], None],
        name: str = LOCAL,
        spare: SpareShare | None = None,
    ) -> None:
        self.name = name
        self._order = order
        self._listener = listener
        self._now = now
        self._tell = tell
        self._leaks = LeakWatch()
        self._held: tuple[int, int] | None = None
        """The slot that it is kept for, and the attempt."""
        self._closing = False
        self._needs_operator = False
        self._device = ""
        self._has_started = self._is_loading = self._is_restarting = False
        self.worker = WorkerStateChanged(
            WorkerState.WAITING, tr("The worker waits for its turn to start."), now(), worker=name
        )
        """The worker's state with its sentence, its beginning and its process id."""
        limits = order.settings.worker
        self._supervisor = Supervisor(
            self._make_process,
            RestartPolicy(limits.restart_limit, limits.backoff_s, limits.stable_after_s),
            LifeLimits(limits.heartbeat_limit_s, limits.heartbeat_limit_s),
            self,
            spare=spare,
        )

    def use(self, order: Order) -> None:
        """The next worker starts so."""
        self._order = order

    def start(self) -> None:
        """Starts the first worker; may be called again."""
        if not self._has_started and not self._closing:
            self._has_started = self._is_loading = True
            self._supervisor.start()

    def refuse(self) -> None:
        """Takes no slot any more: the end is near."""
        self._closing = True

    @property
    def profile(self) -> str:
        """The name of the profile that its workers load."""
        return self._order.profile.name

    @property
    def fact(self) -> PlaceFact:
        """What the window shows of it."""
        return PlaceFact(self.name, device=self._device, profile=self.profile)

    @property
    def is_waiting(self) -> bool:
        """Its first worker has not started yet."""
        return not self._has_started

    @property
    def has_settled(self) -> bool:
        """Its worker has loaded, or failed to, and no restart that was asked for is under way."""
        return self._has_started and not self._is_loading and not self._is_restarting

    @property
    def is_busy(self) -> bool:
        """It has a slot, or is kept for one."""
        return self._held is not None

    async def stop(self) -> ProcessOutcome | None:
        """Ends the worker for good, by the ladder; returns its last outcome."""
        self._closing = True
        return await self._supervisor.stop()

    def restart(self) -> None:
        """Ends the worker, if there is one, and starts a fresh one; clears the count of restarts."""
        self.start()
        self._is_restarting = True
        self._supervisor.restart()

    def send(self, command: Command) -> bool:
        """Sends to a ready worker; false when there is none."""
        return self._supervisor.send(command)

    # ── its slot ──────────────────────────────────────────────────────────────────────────────

    @property
    def is_free(self) -> bool:
        """A worker is ready and has no slot reserved."""
        is_ready = self.worker.state is WorkerState.READY and self._supervisor.can_send
        return is_ready and not self._is_restarting and not self._closing and not self.is_busy

    @property
    def will_serve(self) -> bool:
        """A worker is there, or comes without the operator's help."""
        return not self._closing and not self._needs_operator

    def reserve(self, slot_id: int, attempt: int) -> None:
        """Keeps the place for an attempt until it is over, is given up or goes down with its worker."""
        self._held = (slot_id, attempt)

    def run(self, command: RunSlot) -> bool:
        """Gives the reserved slot to the worker; false when there is none any more."""
        sent = self.send(command)
        if sent:
            self._set_worker(WorkerState.BUSY, tr("Generating slot {slot}.", slot=command.slot_id))
        return sent

    def give_up(self, slot_id: int) -> None:
        """The slot waits in the queue again; nothing changes when the place has another one by now."""
        if self._held is not None and self._held[0] == slot_id:
            self._held = None

    def slot_ended(self, slot_id: int) -> None:
        """The slot is over, and the worker free for the next one."""
        self.give_up(slot_id)
        self._leaks.slot_ended()
        if self.worker.state is WorkerState.BUSY:
            self._set_worker(WorkerState.READY, tr("The worker is ready."))

    # ── the worker's life (LifeListener) ──────────────────────────────────────────────────────

    def on_event(self, event: Event) -> None:
        """One event of the worker; one of a slot or an attempt that is not here is dropped."""
        if isinstance(event, SlotEvent) and self._held != (event.slot_id, event.attempt):
            self._tell_stale(event)
            return
        if isinstance(event, LogLine):
            self._tell(signed(event, self.name))
        elif not isinstance(event, Pong):
            self._tell(FromWorker(self.name, event))
        self._watch_memory(event)
        self._listener.take(event)

    def on_state(self, state: WorkerState, sentence: str) -> None:
        """The worker's state."""
        self._is_loading = state in (WorkerState.STARTING, WorkerState.LOADING)
        self._is_restarting = self._is_restarting and state is not WorkerState.STARTING
        self._set_worker(state, sentence)
        self._needs_operator = self._needs_operator and state is not WorkerState.STARTING
        if state is WorkerState.READY:
            self._listener.on_ready()

    def on_lost(self, outcome: ProcessOutcome, restart_in_s: float | None, *, blame: bool) -> None:
        """The worker is gone; with `blame` it died of itself."""
        slot_id, self._held = self._held[0] if self._held else None, None
        self._needs_operator = blame and restart_in_s is None
        if blame:
            self._tell(WorkerLost(outcome, slot_id, restart_in_s, self.name))
            self._tell(signed(note("ERROR", str(outcome), slot_id=slot_id), self.name))
        else:
            self._tell(signed(note("INFO", str(outcome)), self.name))
        self._listener.on_worker_lost(slot_id, outcome, blame=blame)

    def on_silence(self, seconds: float) -> None:
        """The worker is silent; the operator hears it, and the worker keeps running."""
        text = tr("The worker has not answered for {seconds:.0f} s.", seconds=seconds)
        remedy = tr("It may be loading or stuck in the driver. Restart it if it stays silent.")
        self._warn("silence", text, remedy)

    def _tell_stale(self, event: SlotEvent) -> None:
        """An end that closes nothing is logged; late progress passes in silence."""
        if isinstance(event, SlotEnded):
            told = dropped_end(event.slot_id, event.attempt, self.name)
            self._tell(note("WARNING", told, slot_id=event.slot_id))

    def _watch_memory(self, event: Event) -> None:
        match event:
            case WorkerReady(device=device):
                self._device = device
                self._leaks.begin_life()
            case MemorySample(used=used, stage=stage):
                if told := self._leaks.sample(used, stage):
                    remedy = tr("Restart the worker when the queue is empty, and report this.")
                    self._warn("leak", told, remedy)

    def _warn(self, key: str, text: str, remedy: str) -> None:
        """By name, where there are several workers."""
        if self.name != LOCAL:
            key, text = f"{key}-{self.name}", tr("{worker}: {sentence}", worker=self.name, sentence=text)
        self._tell(Notice(Severity.WARNING, key, text, remedy))

    def _set_worker(self, state: WorkerState, sentence: str) -> None:
        since = self.worker.since if state is self.worker.state else self._now()
        self.worker = WorkerStateChanged(state, sentence, since, self._supervisor.pid, self.name)
        self._tell(self.worker)

    # ── how a worker starts ───────────────────────────────────────────────────────────────────

    def _make_process(
        self, on_events: Callable[[Sequence[Event]], None], *, spare: Spare | None
    ) -> WorkerProcess:
        order, limits = self._order, self._order.settings.worker
        return WorkerProcess(
            order.command,
            config={
                "settings": order.settings.model_dump(mode="json"),
                "profile": order.profile.model_dump(mode="json"),
                "clock": beginning(self._now),
                "worker": self.name,
            },
            limits=StopLimits(limits.ask_s, limits.terminate_s),
            on_events=on_events,
            niceness=limits.niceness,
            spare=spare,
            environment=order.environment,
        )


@dataclass(slots=True)
class Lease:
    """A running attempt's hold on a place; `is_sent` once the worker has it.

    While it `is_landing`, the worker of another machine is done with it, and its folder is on its way here.
    """

    place: AnyPlace
    attempt: int
    is_sent: bool = False
    is_landing: bool = False


def dropped_end(slot_id: int, attempt: int, worker: str) -> str:
    """The log's sentence about an end that closes nothing."""
    return f"A late or second end of slot {slot_id} was dropped: attempt {attempt} at worker {worker}."


def signed(line: LogLine, worker: str) -> LogLine:
    """The log's line with the worker's name, where there are several."""
    if worker == LOCAL:
        return line
    fields: object = {}
    with contextlib.suppress(ValueError):  # of a worker that sends what is no JSON
        fields = json.loads(line.fields_json)
    known = fields if isinstance(fields, dict) else {}
    return replace(line, fields_json=json.dumps({**known, "worker": worker}, ensure_ascii=False))
