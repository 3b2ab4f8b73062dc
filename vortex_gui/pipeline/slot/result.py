"""What a slot comes to, in memory: pixels, samples and all that its report says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from vortex_gui.base.notation.plain_json import JsonObject
from vortex_gui.base.report.checks import Check
from vortex_gui.base.report.report import (
    NO_DEADLINE,
    NO_TARGET,
    Deadline,
    Loudness,
    MadeBy,
    MemoryReport,
    Outcome,
    Report,
    ReportedError,
    SlotFiles,
    StageTiming,
    Take,
    Target,
    Verification,
)

NOT_MEASURED = MemoryReport(0, 0, 0)


@dataclass(frozen=True)
class GenerationResult:
    """One slot's outcome.

    `video_frames` uint8 (T,3,H,W) and `audio_waveform` float32 (samples,) are views of the pipeline's
    buffers: the next slot overwrites them. `clip_embedding` is float32 (D,), unit norm (D = 512 in the
    reference profile). A slot that was not done has empty arrays; one of which an earlier take was kept has
    no `video_frames`, since a later take has overwritten them.
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
    takes: tuple[Take, ...] = ()
    checks: tuple[Check, ...] = ()
    deadline: Deadline = NO_DEADLINE
    target: Target = NO_TARGET
    memory: MemoryReport = NOT_MEASURED
    rung: str = ""
    completed_prompt: str = ""
    """The prompt with what the painter filled in; empty: as it was asked."""
    device: str = ""
    threads: int | None = None
    worker: MadeBy | None = None
    face_finding: str = ""
    """How the animator found the face, in words."""
    loudness: Loudness | None = None
    warnings: tuple[str, ...] = ()
    own_files: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 of each file that the recipe brought, by `actor` and `sound`."""
    files: SlotFiles | None = None
    versions: dict[str, str] = field(default_factory=dict)
    checkpoints: dict[str, str] = field(default_factory=dict)
    recipe: JsonObject = field(default_factory=dict)

    def report(self) -> Report:
        """Everything but the pixels and samples."""
        error = None if self.success else ReportedError(self.error_code, self.error_msg, self.remedy)
        return Report(
            slot_id=self.slot_id,
            seed=self.seed,
            profile=self.profile,
            success=self.success,
            outcome=self.outcome,
            error=error,
            generation_time_ms=round(self.generation_time_ms, 3),
            deadline=self.deadline,
            target=self.target,
            stages=self.stages,
            verification=self.verification,
            takes=self.takes,
            checks=self.checks,
            memory=self.memory,
            rung=self.rung,
            completed_prompt=self.completed_prompt,
            device=self.device,
            threads=self.threads,
            worker=self.worker,
            face_finding=self.face_finding,
            loudness=self.loudness,
            warnings=self.warnings,
            own_files=self.own_files,
            files=self.files,
            versions=self.versions,
            checkpoints=self.checkpoints,
            recipe=self.recipe,
        )

    def report_json(self) -> str:
        """The report as JSON text: the content of `report.json`."""
        return self.report().to_json()
