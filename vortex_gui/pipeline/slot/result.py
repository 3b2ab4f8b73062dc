"""What a slot comes to: the result in memory, and its report as plain data."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from vortex_gui.base.stages import Stage

Outcome = Literal["done", "failed", "cancelled", "missed"]


@dataclass(frozen=True, slots=True)
class StageTiming:
    """When a stage ran, in milliseconds after the slot's start, and in which attempt it succeeded."""

    name: Stage
    start_ms: float
    end_ms: float
    attempts: int = 1


@dataclass(frozen=True, slots=True)
class KeyframeScore:
    """CLIPScores of one keyframe."""

    index: int
    clip_b: float
    clip_l: float


@dataclass(frozen=True, slots=True)
class Verification:
    """How well the frames match the prompt; scores are CLIPScores, 2.5·max(cos, 0)."""

    score_clip_b: float
    score_clip_l: float
    ensemble_score: float
    self_check_passed: bool
    outlier_detected: bool
    clip_threshold: float
    keyframes: tuple[KeyframeScore, ...] = ()


@dataclass(frozen=True, slots=True)
class Deadline:
    """Seconds the slot had from its start (`None`: no deadline), and whether it was ready in time."""

    due_s: float | None
    met: bool | None


@dataclass(frozen=True, slots=True)
class MemoryReport:
    """Highest memory during the slot, beside the limits, in bytes."""

    peak_bytes: int
    soft_limit_bytes: int
    hard_limit_bytes: int


@dataclass(frozen=True, slots=True)
class SlotFiles:
    """The slot's files, all in one folder."""

    video: Path
    actor: Path
    speech: Path
    report: Path


@dataclass(frozen=True)
class GenerationResult:
    """One slot's outcome.

    `video_frames` uint8 (T,3,H,W) and `audio_waveform` float32 (samples,) are views of the pipeline's
    buffers: the next slot overwrites them. `clip_embedding` is float32 (D,), unit norm (D = 512 in the
    reference profile). A slot that was not done has empty arrays.
    """

    slot_id: int
    success: bool
    generation_time_ms: float
    video_frames: NDArray[np.uint8] = field(default_factory=lambda: np.empty((0, 3, 0, 0), np.uint8))
    audio_waveform: NDArray[np.float32] = field(default_factory=lambda: np.empty(0, np.float32))
    clip_embedding: NDArray[np.float32] = field(default_factory=lambda: np.empty(0, np.float32))
    error_msg: str = ""
    error_code: str = ""
    remedy: str = ""
    outcome: Outcome = "done"
    seed: int = 0
    profile: str = ""
    stages: tuple[StageTiming, ...] = ()
    verification: Verification | None = None
    deadline: Deadline = Deadline(None, None)
    memory: MemoryReport = MemoryReport(0, 0, 0)
    rung: str = ""
    face_finding: str = ""
    """How the animator found the face, in words."""
    warnings: tuple[str, ...] = ()
    files: SlotFiles | None = None
    versions: dict[str, str] = field(default_factory=dict)
    checkpoints: dict[str, str] = field(default_factory=dict)
    recipe: dict[str, Any] = field(default_factory=dict)

    def report(self) -> dict[str, Any]:
        """Everything but the pixels and samples, as plain data: the content of `report.json`."""
        return {
            "slot_id": self.slot_id,
            "seed": self.seed,
            "profile": self.profile,
            "success": self.success,
            "outcome": self.outcome,
            "error": self._error(),
            "generation_time_ms": round(self.generation_time_ms, 3),
            "deadline": {"due_s": self.deadline.due_s, "met": self.deadline.met},
            "stages": [_plain(stage) for stage in self.stages],
            "verification": _plain(self.verification) if self.verification else None,
            "memory": _plain(self.memory),
            "rung": self.rung,
            "face_finding": self.face_finding,
            "warnings": list(self.warnings),
            "files": {name: str(path) for name, path in _plain(self.files).items()} if self.files else None,
            "versions": self.versions,
            "checkpoints": self.checkpoints,
            "recipe": self.recipe,
        }

    def report_json(self) -> str:
        """The report as JSON text."""
        return json.dumps(self.report(), ensure_ascii=False, indent=2)

    def _error(self) -> dict[str, str] | None:
        if self.success:
            return None
        return {"code": self.error_code, "message": self.error_msg, "remedy": self.remedy}


def _plain(part: Any) -> dict[str, Any]:
    plain = {name: getattr(part, name) for name in part.__slots__}
    if "keyframes" in plain:
        plain["keyframes"] = [_plain(score) for score in plain["keyframes"]]
    return plain
