"""The link's own messages, beside those of a worker that it carries.

The console speaks first, with a `Greeting`; the agent answers with a `Hello` or a `Refusal`. A finished
folder is fetched: an offer, its chunks, an acknowledgement. Only then the agent deletes it. Chunks come as
fast as the console tells that it has taken them, so that events never wait behind many of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Ge, Le, Len, MaxLen

from vortex_gui.base.doctor_report import MOST_CHECKS, Check
from vortex_gui.base.notation.bounds import ByteCount, Moment, SlotNumber, Word
from vortex_gui.wire.protocol import Command, Event

LINK_MIN, LINK_MAX = 2, 3
"""The versions of the link that this program speaks; the protocol of workers within it counts its own."""
DOCTOR_SINCE = 3
"""From this version on an agent knows `AskDoctor`; an older one is not sent it."""
CHUNK_BYTES = 256 * 1024
MOST_FILES = 16
MOST_WORKERS = 256
MOST_HELD = 10_000

SequenceNumber = Annotated[int, Ge(0), Le(2**53)]
Token = Annotated[str, MaxLen(64)]
"""An identity that only has to be compared."""
Name = Annotated[str, MaxLen(200)]
Sentence = Annotated[str, MaxLen(4000)]
Digest = Annotated[bytes, Len(32, 32)]
"""SHA-256."""
Chunk = Annotated[bytes, MaxLen(CHUNK_BYTES)]
LinkedState = Literal[
    "waiting", "starting", "loading", "ready", "busy", "stopping", "lost", "stopped", "unreachable"
]


# ── console → agent ───────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Greeting:
    """Who calls, and up to which number it has heard what this run of the agent (`boot`) told."""

    v_min: Word
    v_max: Word
    program: Name
    console: Token
    boot: Token
    heard: SequenceNumber


@dataclass(frozen=True, slots=True)
class LinkPing:
    """Answered by `LinkPong`."""

    nonce: Word


@dataclass(frozen=True, slots=True)
class Ack:
    """All numbered messages up to `n` have arrived; the agent forgets them."""

    n: SequenceNumber


@dataclass(frozen=True, slots=True)
class UseProfile:
    """Load this profile of the agent's own, by its name; a path is refused."""

    name: Name


@dataclass(frozen=True, slots=True)
class RestartWorker:
    """End the worker that the frame names and start a fresh one."""


@dataclass(frozen=True, slots=True)
class FolderFetch:
    """Send the offered folder, from its beginning."""

    slot_id: SlotNumber
    attempt: Word


@dataclass(frozen=True, slots=True)
class FolderAck:
    """The folder has landed whole, or nobody wants it: the agent deletes it."""

    slot_id: SlotNumber
    attempt: Word


@dataclass(frozen=True, slots=True)
class ChunksTaken:
    """So many chunks have been taken since the link began, wanted or not: others may follow."""

    n: SequenceNumber


@dataclass(frozen=True, slots=True)
class AskDoctor:
    """Check the machine for one of the profiles that ship, by its name; for its own where that is empty."""

    nonce: Word
    profile: Name


# ── agent → console ───────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class WorkerFact:
    """A worker of the machine; the attempt at the slot that it generates, if it does."""

    name: Token
    device: Name
    profile: Name
    state: LinkedState
    sentence: Sentence
    slot_id: SlotNumber | None = None
    attempt: Word | None = None


@dataclass(frozen=True, slots=True)
class HeldFolder:
    """A finished folder of the greeting console that waits for its acknowledgement."""

    slot_id: SlotNumber
    attempt: Word


@dataclass(frozen=True, slots=True)
class Hello:
    """The machine as it is; `clock` is its epoch seconds, by which samples and lines are dated."""

    v_min: Word
    v_max: Word
    program: Name
    machine: Name
    clock: Moment
    boot: Token
    workers: Annotated[tuple[WorkerFact, ...], MaxLen(MOST_WORKERS)]
    held: Annotated[tuple[HeldFolder, ...], MaxLen(MOST_HELD)]
    spool_bytes: ByteCount
    spool_limit_bytes: ByteCount


@dataclass(frozen=True, slots=True)
class Refusal:
    """The agent takes no link from this console; it closes behind this."""

    sentence: Sentence
    remedy: Sentence


@dataclass(frozen=True, slots=True)
class LinkPong:
    """The agent lives; `clock` is its epoch seconds."""

    nonce: Word
    clock: Moment


@dataclass(frozen=True, slots=True)
class WorkerTold:
    """The state of the worker that the frame names."""

    state: LinkedState
    sentence: Sentence
    since: Moment


@dataclass(frozen=True, slots=True)
class WorkerDied:
    """The worker is gone, and with it an attempt; with `blame` it died of itself."""

    slot_id: SlotNumber | None
    attempt: Word | None
    blame: bool
    sentence: Sentence
    out_of_memory: bool | None


@dataclass(frozen=True, slots=True)
class SlotRefused:
    """The attempt was not begun: the slot waits for another place, without blame."""

    slot_id: SlotNumber
    attempt: Word
    code: Token
    sentence: Sentence
    remedy: Sentence


@dataclass(frozen=True, slots=True)
class ProfileRefused:
    """The agent does not have a profile of this name."""

    name: Name
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class MachineNotice:
    """A message of the machine for the operator; one with the same `key` replaces the last."""

    severity: Literal["info", "success", "warning", "error"]
    key: Token
    text: Sentence
    remedy: Sentence


@dataclass(frozen=True, slots=True)
class OfferedFile:
    """A file of a finished folder; its name is one that a slot's file may have, never a path."""

    name: Token
    size: ByteCount
    sha256: Digest


@dataclass(frozen=True, slots=True)
class FolderOffer:
    """What a fetched folder holds; its chunks follow."""

    slot_id: SlotNumber
    attempt: Word
    files: Annotated[tuple[OfferedFile, ...], MaxLen(MOST_FILES)]


@dataclass(frozen=True, slots=True)
class FileChunk:
    """A part of a fetched folder's file; files and offsets come in order."""

    slot_id: SlotNumber
    attempt: Word
    name: Token
    offset: ByteCount
    data: Chunk


@dataclass(frozen=True, slots=True)
class FolderGone:
    """The agent holds no such folder, or can no longer read it."""

    slot_id: SlotNumber
    attempt: Word


@dataclass(frozen=True, slots=True)
class DoctorTold:
    """The answer to the `AskDoctor` with this nonce; `sentence` and `remedy` say why there are no checks."""

    nonce: Word
    profile: Name
    checks: Annotated[tuple[Check, ...], MaxLen(MOST_CHECKS)]
    sentence: Sentence
    remedy: Sentence


FromConsole = (
    Greeting | LinkPing | Ack | UseProfile | RestartWorker | FolderFetch | FolderAck | ChunksTaken | AskDoctor
)
FromAgent = (
    Hello
    | Refusal
    | LinkPong
    | WorkerTold
    | WorkerDied
    | SlotRefused
    | ProfileRefused
    | MachineNotice
    | FolderOffer
    | FileChunk
    | FolderGone
    | DoctorTold
)
LinkMessage = Command | Event | FromConsole | FromAgent
