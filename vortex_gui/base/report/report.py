"""A slot's report, typed once: the pipeline writes it, the engine and the console read it back."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, Literal, get_args

from vortex_gui.base.formats import CLIP, FORMATS
from vortex_gui.base.report.checks import Check, failed
from vortex_gui.base.stages import Stage

Outcome = Literal["done", "failed", "cancelled", "missed"]
MemoryLevel = Literal["under", "soft", "hard"]
"""The limit that memory is over: none, the soft one alone, or the hard one."""
MEMORY_LEVELS: tuple[MemoryLevel, ...] = get_args(MemoryLevel)
"""From the lowest to the highest."""
Counted = Literal["allocated", "resident"]
"""What the limits count: torch's allocations on a card, or the resident set of the process."""


@dataclass(frozen=True, slots=True)
class StageTiming:
    """When a stage ran, in milliseconds after the slot's start, and the attempt that succeeded."""

    name: Stage
    start_ms: float
    end_ms: float
    attempts: int = 1
    units: float | None = None
    """The work it did, in its own unit."""


@dataclass(frozen=True, slots=True)
class KeyframeScore:
    """CLIPScores of one keyframe."""

    index: int
    clip_b: float
    clip_l: float


@dataclass(frozen=True, slots=True)
class Scores:
    """How well the frames match the prompt; scores are CLIPScores, 2.5·max(cos, 0)."""

    score_clip_b: float
    score_clip_l: float
    ensemble_score: float
    self_check_passed: bool
    outlier_detected: bool


@dataclass(frozen=True, slots=True)
class Verification(Scores):
    """The scores beside the threshold of their ensemble, and those of each keyframe."""

    clip_threshold: float
    keyframes: tuple[KeyframeScore, ...] = ()
    thresholds_measured: str | None = None
    """How the profile's thresholds were measured; empty: they are not calibrated."""


@dataclass(frozen=True, slots=True)
class Take:
    """One making of the slot: the seed it was made with, whether it passed its check, and whether it is kept.

    `error` is what gave it up; empty where it was finished.
    """

    seed: int
    passed: bool
    kept: bool = False
    ensemble_score: float | None = None
    error: str = ""


def kept_take(takes: Sequence[Take]) -> int | None:
    """The place of the take that is kept, from 1; `None` where there is only one."""
    places = [place for place, take in enumerate(takes, 1) if take.kept]
    return places[0] if places and len(takes) > 1 else None


@dataclass(frozen=True, slots=True)
class ReportedError:
    """Why a slot is not done."""

    code: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """Seconds the slot had from its start by the operator's deadline, and whether it was ready in time.

    `None` is no deadline.
    """

    due_s: float | None
    met: bool | None


NO_DEADLINE = Deadline(None, None)


@dataclass(frozen=True, slots=True)
class Target:
    """The profile's seconds from the slot's start (`None`: no target), and whether it was ready in them.

    It is no deadline: no slot is given up for it.
    """

    target_s: float | None
    met: bool | None


NO_TARGET = Target(None, None)


@dataclass(frozen=True, slots=True)
class Loudness:
    """Of the clip's sound by EBU R128: integrated, in LUFS, and its true peak; `None` has no loudness."""

    lufs: float | None
    true_peak_db: float | None
    target_lufs: float | None = None
    """What it was brought to; `None` left it as it was."""


@dataclass(frozen=True, slots=True)
class MemoryReport:
    """Highest memory during the slot, beside the limits, in bytes."""

    peak_bytes: int
    soft_limit_bytes: int
    hard_limit_bytes: int


@dataclass(frozen=True, slots=True)
class MadeBy:
    """The worker that made a slot, by its name on its machine, and that machine by its own name."""

    id: str
    machine: str


def slot_name(slot_id: int) -> str:
    """The name of a slot's folder: `slot-000123`."""
    return f"slot-{slot_id:06d}"


@dataclass(frozen=True, slots=True)
class SlotFiles:
    """The slot's files, all in one folder; a path stays even when its file has gone since."""

    video: Path
    actor: Path
    speech: Path
    report: Path
    srt: Path | None = None
    vtt: Path | None = None
    """The captions; `None` of a slot without any."""

    @property
    def folder(self) -> Path:
        return self.video.parent

    @property
    def paths(self) -> tuple[Path, ...]:
        """Every file that the slot has."""
        every = (self.video, self.actor, self.speech, self.report, self.srt, self.vtt)
        return tuple(path for path in every if path is not None)


def slot_files(folder: Path, clip: str, *, captions: bool = False) -> SlotFiles:
    """The files of a slot's folder; `clip` is the name of its clip."""
    files = SlotFiles(folder / clip, folder / "actor.png", folder / "speech.wav", folder / "report.json")
    return replace(files, srt=folder / f"{CLIP}.srt", vtt=folder / f"{CLIP}.vtt") if captions else files


def slot_file_names() -> frozenset[str]:
    """Every name that a file of a slot may have."""
    files = [slot_files(Path(), f"{CLIP}{found.suffix}", captions=True) for found in FORMATS]
    return frozenset(path.name for each in files for path in each.paths)


@dataclass(frozen=True, slots=True)
class Report:
    """The content of `report.json`, field by field; `None` and empty is unknown.

    `report_reading.read_report` makes one of JSON text.
    """

    slot_id: int
    seed: int | None = None
    profile: str = ""
    success: bool = False
    outcome: Outcome | None = None
    error: ReportedError | None = None
    generation_time_ms: float | None = None
    deadline: Deadline = NO_DEADLINE
    target: Target = NO_TARGET
    stages: tuple[StageTiming, ...] = ()
    verification: Verification | None = None
    takes: tuple[Take, ...] = ()
    """In their order. The slot's own seed is the first one's."""
    checks: tuple[Check, ...] = ()
    """Of the whole clip, also where nothing is scored; `verification.self_check_passed` needs all of them."""
    memory: MemoryReport | None = None
    rung: str = ""
    completed_prompt: str = ""
    """The prompt with what the painter filled in; empty: as it was asked."""
    device: str = ""
    threads: int | None = None
    """CPU threads of the models: a seed gives the same clip only on the same device at as many threads."""
    worker: MadeBy | None = None
    face_finding: str = ""
    """How the animator found the face, in words."""
    loudness: Loudness | None = None
    warnings: tuple[str, ...] = ()
    own_files: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 of each file that the recipe brought, by `actor` and `sound`."""
    files: SlotFiles | None = None
    versions: Mapping[str, str] = field(default_factory=dict)
    checkpoints: Mapping[str, str] = field(default_factory=dict)
    recipe: Mapping[str, Any] = field(default_factory=dict)
    """As the worker ran it; another version's may hold unknown fields."""

    @property
    def passed(self) -> bool | None:
        """Whether the clip passed all that was looked at; `None` where nothing was."""
        if failed(self.checks):
            return False
        if self.verification is not None:
            return self.verification.self_check_passed
        return True if self.checks else None

    def to_json(self) -> str:
        """The JSON text of `report.json`; a number that is none, which JSON does not know, is `null`."""
        return json.dumps(_plain(self), ensure_ascii=False, indent=2, allow_nan=False)


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {part.name: _plain(getattr(value, part.name)) for part in fields(value)}
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return str(value) if isinstance(value, Path) else value
