"""One worker of this machine: the attempt that it has, and what the console hears of both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from vortex_gui.base.files.own_files import read_plain
from vortex_gui.base.log.log_line import LogLine
from vortex_gui.base.report.report_reading import MAX_REPORT_CHARS, read_report
from vortex_gui.base.words.translation import tr
from vortex_gui.engine.facts.events import EngineEvent, Notice, WorkerState, WorkerStateChanged
from vortex_gui.engine.facts.outcome import ProcessOutcome
from vortex_gui.engine.places.place import Order, Place
from vortex_gui.engine.places.process.shared_spare import SpareShare
from vortex_gui.engine.places.seat_order import seat_order
from vortex_gui.engine.places.seats import Seat
from vortex_gui.engine.places.turns import Loads
from vortex_gui.serve.spool import SpoolLease
from vortex_gui.wire.link.words import (
    LinkMessage,
    MachineNotice,
    SlotRefused,
    WorkerDied,
    WorkerFact,
    WorkerTold,
)
from vortex_gui.wire.protocol import (
    CancelSlot,
    Command,
    Event,
    LoadFailed,
    Pong,
    RunSlot,
    SlotEnded,
    SlotFinished,
    SlotStarted,
    WorkerReady,
)

MOST_CHARS = 4000


class PostOffice(Protocol):
    """Hears of a post, on the loop."""

    def tell(self, worker: str, message: LinkMessage, lease: SpoolLease | None, *, decisive: bool) -> None:
        """A message for the console of `lease`, or for any where it is of no slot."""

    def finished(self, lease: SpoolLease) -> bool:
        """An attempt's folder is said to be whole: keeps and offers it; false when there is none."""

    def unfinished(self, lease: SpoolLease) -> None:
        """An attempt ended without a folder."""

    def folder_of(self, lease: SpoolLease) -> Path:
        """Where the finished folder of an attempt would be."""


class AnyPost(Loads, Protocol):
    """A worker as the agent knows it, wherever it runs. Used on the loop."""

    name: str

    @property
    def lease(self) -> SpoolLease | None:
        """The attempt that the worker has."""

    @property
    def ready(self) -> WorkerReady | None:
        """What the worker said when it became ready, while it is."""

    @property
    def profile(self) -> str:
        """The name of the profile that it has loaded, or will load once its worker is fresh."""

    async def stop(self) -> object:
        """Ends the worker."""

    def use(self, order: Order) -> bool:
        """Takes another profile, unless the machine's settings give this worker one of its own.

        Whether its worker has to be renewed for that.
        """

    def fact(self) -> WorkerFact:
        """The worker as a hello tells of it."""

    def run(self, lease: SpoolLease, command: RunSlot, output_dir: Path) -> None:
        """Begins an attempt, or tells why not."""

    def cancel(self, lease: SpoolLease) -> None:
        """Stops the attempt, if the worker has it."""

    def send(self, command: Command) -> None:
        """A command that concerns no slot."""


class MakePost(Protocol):
    """Makes a post that has not started yet."""

    def __call__(
        self, order: Order, office: PostOffice, *, name: str, now: Callable[[], float]
    ) -> AnyPost: ...


class Post:
    """A worker of this machine. Used on the loop; hears its place as the queue does (`PlaceListener`)."""

    def __init__(
        self,
        order: Order,
        office: PostOffice,
        *,
        name: str,
        now: Callable[[], float],
        seat: Seat | None = None,
        spare: SpareShare | None = None,
    ) -> None:
        """Without a `seat` it has all that the order says."""
        self.name = name
        self._office = office
        self._seat = seat
        self.ready: WorkerReady | None = None
        """What the worker said when it became ready, while it is."""
        self.lease: SpoolLease | None = None
        """The attempt that the worker has."""
        self._place = Place(self._seated(order), self, now=now, tell=self._on_told, name=name, spare=spare)

    @property
    def is_waiting(self) -> bool:
        return self._place.is_waiting

    @property
    def is_busy(self) -> bool:
        return self._place.is_busy

    @property
    def profile(self) -> str:
        return self._place.profile

    @property
    def has_settled(self) -> bool:
        return self._place.has_settled

    def start(self) -> None:
        self._place.start()

    async def stop(self) -> ProcessOutcome | None:
        """Ends the worker by the ladder."""
        return await self._place.stop()

    def restart(self) -> None:
        """Ends the worker and starts a fresh one."""
        self._place.restart()

    def use(self, order: Order) -> bool:
        """The next worker starts so."""
        if self._seat is not None and self._seat.profile:
            return False
        self._place.use(self._seated(order))
        return True

    def fact(self) -> WorkerFact:
        """The worker as a hello tells of it."""
        told, ready, lease = self._place.worker, self.ready, self.lease
        device, profile = (ready.device, ready.profile) if ready else ("", self.profile)
        return WorkerFact(
            self.name,
            device,
            profile,
            told.state.value,
            told.sentence[:MOST_CHARS],
            lease.slot_id if lease else None,
            lease.attempt if lease else None,
        )

    # ── from the console ──────────────────────────────────────────────────────────────────────

    def run(self, lease: SpoolLease, command: RunSlot, output_dir: Path) -> None:
        """Begins an attempt, or tells why not."""
        if not self._place.is_free:
            told = self._place.worker.sentence
            self._refuse(lease, "busy", tr("The worker {name} is not free.", name=self.name), told)
            return
        self._place.reserve(lease.slot_id, lease.attempt)
        self.lease = lease
        if not self._place.run(replace(command, output_dir=str(output_dir))):
            self._let_go()
            self._refuse(lease, "busy", tr("The worker {name} has just gone.", name=self.name), "")

    def cancel(self, lease: SpoolLease) -> None:
        """Stops the attempt, if the worker has it."""
        if self.lease == lease:
            self._place.send(CancelSlot(lease.slot_id, lease.attempt))

    def send(self, command: Command) -> None:
        """A command that concerns no slot."""
        self._place.send(command)

    def _refuse(self, lease: SpoolLease, code: str, sentence: str, remedy: str) -> None:
        self._office.unfinished(lease)
        refused = SlotRefused(lease.slot_id, lease.attempt, code, sentence, remedy[:MOST_CHARS])
        self._office.tell(self.name, refused, lease, decisive=True)

    # ── from the worker (PlaceListener) ───────────────────────────────────────────────────────

    def on_ready(self) -> None:
        """The worker's state tells it already."""

    def take(self, event: Event) -> None:
        """One event of the worker."""
        match event:
            case LogLine() | Pong():
                return  # lines come through `_on_told`, with those about the worker
            case WorkerReady():
                self.ready = event
        lease = self.lease if _is_of_a_slot(event) else None
        if isinstance(event, SlotEnded) and lease is not None:
            self._end(event, lease)
            return
        decisive = isinstance(event, SlotStarted | LoadFailed)
        self._office.tell(self.name, event, lease, decisive=decisive)

    def on_worker_lost(self, slot_id: int | None, outcome: ProcessOutcome, *, blame: bool) -> None:
        """The worker is gone; a folder that it had finished counts."""
        self.ready = None
        lease, self.lease = self.lease, None
        if lease is not None and (finished := self._finished_before(lease)) is not None:
            self._office.tell(self.name, finished, lease, decisive=True)
            return
        if lease is not None:
            self._office.unfinished(lease)
        slot_id, attempt = (lease.slot_id, lease.attempt) if lease else (None, None)
        died = WorkerDied(slot_id, attempt, blame, str(outcome)[:MOST_CHARS], outcome.out_of_memory)
        self._office.tell(self.name, died, lease, decisive=lease is not None)

    def _end(self, event: SlotEnded, lease: SpoolLease) -> None:
        """The folder is held before the console hears of it: then it can be fetched."""
        self._let_go()
        if isinstance(event, SlotFinished):
            if not self._office.finished(lease):
                self._office.unfinished(lease)
        else:
            self._office.unfinished(lease)
        self._office.tell(self.name, event, lease, decisive=True)
        self._place.slot_ended(lease.slot_id)

    def _finished_before(self, lease: SpoolLease) -> SlotFinished | None:
        """The end that a worker could not tell any more."""
        try:
            text = read_plain(self._office.folder_of(lease) / "report.json", MAX_REPORT_CHARS).decode("utf-8")
        except (OSError, ValueError):
            return None
        report = read_report(text)
        if report is None or not report.success or not self._office.finished(lease):
            return None
        return SlotFinished(lease.slot_id, text, lease.attempt)

    def _seated(self, order: Order) -> Order:
        return order if self._seat is None else seat_order(order, self._seat, self._on_told)

    def _let_go(self) -> None:
        if self.lease is not None:
            self._place.give_up(self.lease.slot_id)
        self.lease = None

    def _on_told(self, event: EngineEvent) -> None:
        """What the place tells the operator, beside the worker's own events."""
        match event:
            case WorkerStateChanged(state=state, sentence=sentence, since=since):
                if state in (WorkerState.STARTING, WorkerState.LOST, WorkerState.STOPPED):
                    self.ready = None
                told = WorkerTold(state.value, sentence[:MOST_CHARS], since)
                self._office.tell(self.name, told, None, decisive=False)
            case Notice(severity=severity, key=key, text=text, remedy=remedy):
                notice = MachineNotice(severity.value, key[:64], text[:MOST_CHARS], remedy[:MOST_CHARS])
                self._office.tell(self.name, notice, None, decisive=False)
            case LogLine():
                self._office.tell(self.name, event, None, decisive=False)


def _is_of_a_slot(event: Event) -> bool:
    return hasattr(event, "slot_id")
