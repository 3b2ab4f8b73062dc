"""The engine's events for its one consumer: slots, queue, worker, notices, and the worker's own events."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from vortex_gui.base.settings.worker_wish import ALONE
from vortex_gui.engine.facts.machines import MachineFact, PlaceFact
from vortex_gui.engine.facts.outcome import ProcessOutcome
from vortex_gui.engine.facts.slots import SlotRow
from vortex_gui.wire.protocol import Event

LOCAL = ALONE
"""The name of a worker that is alone on this machine."""


class WorkerState(StrEnum):
    """A worker's life; `STARTING → LOADING → READY ⇄ BUSY → STOPPING → STOPPED`, and `LOST` from anywhere.

    `WAITING` comes first where several start one after another. `UNREACHABLE` is one of another machine that
    cannot be heard now; it may go on there.
    """

    WAITING = "waiting"
    STARTING = "starting"
    LOADING = "loading"
    READY = "ready"
    BUSY = "busy"
    STOPPING = "stopping"
    LOST = "lost"
    STOPPED = "stopped"
    UNREACHABLE = "unreachable"


class Severity(StrEnum):
    """How urgent a notice is."""

    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class SlotChanged:
    """A slot is new or has changed; `row` is all of it. `position` counts from 0 while it is queued."""

    row: SlotRow
    position: int | None


@dataclass(frozen=True, slots=True)
class QueueChanged:
    """The order, the length or the pause of the queue changed; `running` in the order in which they began."""

    queued: tuple[int, ...]
    running: tuple[int, ...]
    paused: bool


@dataclass(frozen=True, slots=True)
class WorkerStateChanged:
    """A worker entered a state `since` epoch seconds; `sentence` is for the status bar."""

    state: WorkerState
    sentence: str
    since: float
    pid: int | None = None
    worker: str = LOCAL


@dataclass(frozen=True, slots=True)
class WorkerLost:
    """A worker died at `slot_id`; `restart_in_s` is `None` when the operator has to act."""

    outcome: ProcessOutcome
    slot_id: int | None
    restart_in_s: float | None
    worker: str = LOCAL


@dataclass(frozen=True, slots=True)
class Notice:
    """A message for the operator; one with the same `key` replaces the last."""

    severity: Severity
    key: str
    text: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class WorkersChosen:
    """The workers of this sitting, in their order; told before any starts, where there are several."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlacesChanged:
    """All places that there are now, those of this machine first; told while other machines are known."""

    places: tuple[PlaceFact, ...]


@dataclass(frozen=True, slots=True)
class MachineChanged:
    """Another machine was added, or is in another state."""

    machine: MachineFact


@dataclass(frozen=True, slots=True)
class MachineRemoved:
    """Another machine is no longer known, and its places are gone."""

    address: str


@dataclass(frozen=True, slots=True)
class FromWorker:
    """What a worker told."""

    worker: str
    event: Event


EngineEvent = (
    SlotChanged
    | QueueChanged
    | WorkerStateChanged
    | WorkerLost
    | Notice
    | WorkersChosen
    | PlacesChanged
    | MachineChanged
    | MachineRemoved
    | FromWorker
    | Event
)
"""A worker's event that comes alone is of no worker: a line of this process, or of the last console."""
