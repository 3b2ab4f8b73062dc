"""Commands and events: all messages between the console's process and a worker's.

Every event of a slot names its attempt: what comes late of an earlier one closes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from vortex_gui.base.log.log_line import LogLine
from vortex_gui.base.notation.bounds import (
    ByteCount,
    Count,
    Milliseconds,
    Moment,
    Seconds,
    Seed,
    SlotNumber,
    TimeLeft,
    Word,
)
from vortex_gui.base.report.report import Counted, MemoryLevel
from vortex_gui.base.roles import Role
from vortex_gui.base.stages import Stage

PROTOCOL_VERSION = 3


# ── commands: console → worker ────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class RunSlot:
    """Generate one slot. `due_in_s` counts from the arrival; `attempt` from 1."""

    slot_id: SlotNumber
    attempt: Word
    recipe_json: str
    seed: Seed
    output_dir: str
    due_in_s: TimeLeft | None


@dataclass(frozen=True, slots=True)
class CancelSlot:
    """Stop this attempt at a slot at its next step or chunk."""

    slot_id: SlotNumber
    attempt: Word


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

    nonce: Word


@dataclass(frozen=True, slots=True)
class Shutdown:
    """Cancel the running slot, then end with exit code 0."""


Command = RunSlot | CancelSlot | WarmUp | ClearCache | Ping | Shutdown


# ── events: worker → console ──────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class LoadProgress:
    """A step on the way to ready: importing libraries, then each role. `done` of `total` are finished.

    While a large model loads, also its bytes, and the seconds left once they can be told.
    """

    phase: str
    role: Role | None
    done: Count
    total: Count
    bytes_done: ByteCount | None = None
    bytes_total: ByteCount | None = None
    seconds_left: Seconds | None = None


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A resident model. Bytes are of its weights; seconds are `None` until measured."""

    role: Role
    checkpoint: str
    precision: str
    planned_bytes: ByteCount | None
    measured_bytes: ByteCount | None
    load_s: Seconds | None
    first_run_s: Seconds | None
    steady_s: Seconds | None


@dataclass(frozen=True, slots=True)
class WorkerReady:
    """All models are resident and the buffers allocated."""

    protocol_version: Word
    pid: Word
    device: str
    profile: str
    models: tuple[ModelInfo, ...]
    soft_limit_bytes: ByteCount
    hard_limit_bytes: ByteCount
    startup_s: Seconds


@dataclass(frozen=True, slots=True)
class LoadFailed:
    """The resident set could not be loaded; the worker ends after this."""

    code: str
    sentence: str
    remedy: str


@dataclass(frozen=True, slots=True)
class SlotStarted:
    """The worker took the slot up."""

    slot_id: SlotNumber
    attempt: Word


@dataclass(frozen=True, slots=True)
class StageStarted:
    """A stage began, `at_ms` after the slot's start."""

    slot_id: SlotNumber
    stage: Stage
    at_ms: Milliseconds
    attempt: Word


@dataclass(frozen=True, slots=True)
class StageProgress:
    """`done` of `total` steps, frames or chunks of a stage."""

    slot_id: SlotNumber
    stage: Stage
    done: Count
    total: Count
    attempt: Word


@dataclass(frozen=True, slots=True)
class StageFinished:
    """A stage ended well."""

    slot_id: SlotNumber
    stage: Stage
    start_ms: Milliseconds
    end_ms: Milliseconds
    attempts: Word
    attempt: Word


@dataclass(frozen=True, slots=True)
class Preview:
    """A picture of the running slot, as JPEG; `index` is the step or the frame."""

    slot_id: SlotNumber
    stage: Stage
    index: Count
    jpeg: bytes
    attempt: Word


@dataclass(frozen=True, slots=True)
class SlotFinished:
    """The slot's folder is whole; the report is the JSON of its `report.json`."""

    slot_id: SlotNumber
    report_json: str
    attempt: Word


@dataclass(frozen=True, slots=True)
class SlotFailed:
    """A stage failed; the worker lives."""

    slot_id: SlotNumber
    code: str
    sentence: str
    remedy: str
    report_json: str
    attempt: Word


@dataclass(frozen=True, slots=True)
class SlotStopped:
    """The worker cancelled the slot as asked and left nothing behind."""

    slot_id: SlotNumber
    attempt: Word


@dataclass(frozen=True, slots=True)
class SlotMissed:
    """The worker gave the slot up because it could not meet its deadline."""

    slot_id: SlotNumber
    sentence: str
    report_json: str
    attempt: Word


@dataclass(frozen=True, slots=True)
class MemoryLimitPassed:
    """The slot's memory passed a limit; once a slot for each. Over the hard one it stops at its next step."""

    slot_id: SlotNumber
    limit: MemoryLevel
    sentence: str
    attempt: Word


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

    freed_bytes: ByteCount


@dataclass(frozen=True, slots=True)
class MemorySample:
    """Memory at one moment, in bytes; `None` is not measurable here.

    `at` is epoch seconds. `used` is what the limits count, and `counts` says what that is: torch's
    allocations on a card, or the resident set of the process. `models` names bytes by role; `working` is the
    rest of `used`. Beside it, on a card, `cached` lies idle in torch's allocator, and `context` is the
    driver's and the libraries'. `others` is the device's memory that other processes hold; `level` is where
    `used` stands.
    """

    at: Moment
    models: dict[str, ByteCount]
    buffers: ByteCount
    working: ByteCount
    used: ByteCount
    others: ByteCount | None
    free: ByteCount | None
    total: ByteCount | None
    stage: str
    weight_moves: Word
    level: MemoryLevel = "under"
    cached: ByteCount = 0
    context: ByteCount | None = 0
    counts: Counted = "resident"


@dataclass(frozen=True, slots=True)
class Pong:
    """The worker's command thread lives."""

    nonce: Word


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
    | MemoryLimitPassed
    | ModelWarmed
    | WarmUpFailed
    | CacheCleared
    | MemorySample
    | LogLine
    | Pong
)
SlotEnded = SlotFinished | SlotFailed | SlotStopped | SlotMissed
"""An attempt is over."""
SlotEvent = (
    SlotStarted | StageStarted | StageProgress | StageFinished | Preview | MemoryLimitPassed | SlotEnded
)
"""Of one attempt at one slot."""
Message = Command | Event
