"""Commands and events: all messages between the console's process and a worker's."""

from __future__ import annotations

from dataclasses import dataclass

from vortex_gui.base.log_line import LogLine
from vortex_gui.base.roles import Role
from vortex_gui.base.stages import Stage

PROTOCOL_VERSION = 1


# ── commands: console → worker ────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class RunSlot:
    """Generate one slot. `due_in_s` counts from the arrival; `attempt` from 1."""

    slot_id: int
    attempt: int
    recipe_json: str
    seed: int
    output_dir: str
    due_in_s: float | None


@dataclass(frozen=True, slots=True)
class CancelSlot:
    """Stop this slot at its next step or chunk."""

    slot_id: int


@dataclass(frozen=True, slots=True)
class WarmUp:
    """Run a role's model until it is steady; `None` is all of them. Waits for a running slot."""

    role: Role | None


@dataclass(frozen=True, slots=True)
class ClearCache:
    """Give cached memory back; answered by `CacheCleared`."""


@dataclass(frozen=True, slots=True)
class Ping:
    """Answered by `Pong` from the command thread, whatever the pipeline does."""

    nonce: int


@dataclass(frozen=True, slots=True)
class Shutdown:
    """Cancel the running slot, then end with exit code 0."""


Command = RunSlot | CancelSlot | WarmUp | ClearCache | Ping | Shutdown


# ── events: worker → console ──────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class LoadProgress:
    """A step on the way to ready: importing libraries, then each role. `done` of `total` are finished."""

    phase: str
    role: Role | None
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A resident model. Bytes are of its weights; seconds are `None` until measured."""

    role: Role
    checkpoint: str
    precision: str
    planned_bytes: int | None
    measured_bytes: int | None
    load_s: float | None
    first_run_s: float | None
    steady_s: float | None


@dataclass(frozen=True, slots=True)
class WorkerReady:
    """All models are resident and the buffers allocated."""

    protocol_version: int
    pid: int
    device: str
    profile: str
    models: tuple[ModelInfo, ...]
    soft_limit_bytes: int
    hard_limit_bytes: int
    startup_s: float


@dataclass(frozen=True, slots=True)
class LoadFailed:
    """The resident set could not be loaded; the worker ends after this."""

    code: str
    sentence: str
    remedy: str


@dataclass(frozen=True, slots=True)
class SlotStarted:
    """The worker took the slot up."""

    slot_id: int
    attempt: int


@dataclass(frozen=True, slots=True)
class StageStarted:
    """A stage began, `at_ms` after the slot's start."""

    slot_id: int
    stage: Stage
    at_ms: float


@dataclass(frozen=True, slots=True)
class StageProgress:
    """`done` of `total` steps, frames or chunks of a stage."""

    slot_id: int
    stage: Stage
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class StageFinished:
    """A stage ended well."""

    slot_id: int
    stage: Stage
    start_ms: float
    end_ms: float
    attempts: int


@dataclass(frozen=True, slots=True)
class Preview:
    """A picture of the running slot, as JPEG; `index` is the step or the frame."""

    slot_id: int
    stage: Stage
    index: int
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class SlotFinished:
    """The slot's folder is whole; the report is the JSON of its `report.json`."""

    slot_id: int
    report_json: str


@dataclass(frozen=True, slots=True)
class SlotFailed:
    """A stage failed; the worker lives."""

    slot_id: int
    code: str
    sentence: str
    remedy: str
    report_json: str


@dataclass(frozen=True, slots=True)
class SlotStopped:
    """The worker cancelled the slot as asked and left nothing behind."""

    slot_id: int


@dataclass(frozen=True, slots=True)
class SlotMissed:
    """The worker gave the slot up because it could not meet its deadline."""

    slot_id: int
    sentence: str
    report_json: str


@dataclass(frozen=True, slots=True)
class ModelWarmed:
    """A role's warm-up is done."""

    model: ModelInfo


@dataclass(frozen=True, slots=True)
class WarmUpFailed:
    """A role's warm-up failed; the worker lives."""

    role: Role
    sentence: str


@dataclass(frozen=True, slots=True)
class CacheCleared:
    """The worker gave cached memory back to the device or the system."""

    freed_bytes: int


@dataclass(frozen=True, slots=True)
class MemorySample:
    """Memory at one moment, in bytes; `None` is not measurable here.

    `at` is epoch seconds. `models` names bytes by role; `working` is the process's memory besides models and
    buffers; `others` is the device's memory that other processes hold.
    """

    at: float
    models: dict[str, int]
    buffers: int
    working: int
    used: int
    others: int | None
    free: int | None
    total: int | None
    stage: str
    weight_moves: int


@dataclass(frozen=True, slots=True)
class Pong:
    """The worker's command thread lives."""

    nonce: int


Event = (
    LoadProgress
    | WorkerReady
    | LoadFailed
    | SlotStarted
    | StageStarted
    | StageProgress
    | StageFinished
    | Preview
    | SlotFinished
    | SlotFailed
    | SlotStopped
    | SlotMissed
    | ModelWarmed
    | WarmUpFailed
    | CacheCleared
    | MemorySample
    | LogLine
    | Pong
)
Message = Command | Event
