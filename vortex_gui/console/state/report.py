"""Reads a slot's report into what the views show; whatever is missing is `None` or empty."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class StageSpan:
    """When a stage ran, in milliseconds after the slot's start; an open end is still running."""

    name: str
    start_ms: float
    end_ms: float | None
    attempts: int = 1


@dataclass(frozen=True, slots=True)
class Keyframe:
    """CLIPScores (0 to 2.5) of one frame."""

    index: int
    clip_b: float
    clip_l: float


@dataclass(frozen=True, slots=True)
class Scores:
    """The verification: CLIPScores (0 to 2.5) and what was made of them."""

    clip_b: float
    clip_l: float
    ensemble: float
    threshold: float
    passed: bool
    outlier: bool
    keyframes: tuple[Keyframe, ...] = ()


@dataclass(frozen=True, slots=True)
class Files:
    """The slot's files; a path is given even where the file has gone since."""

    video: Path
    actor: Path
    speech: Path
    report: Path

    @property
    def folder(self) -> Path:
        return self.video.parent


@dataclass(frozen=True, slots=True)
class Report:
    """A slot's report. `raw` is all of it, as written."""

    slot_id: int
    success: bool
    seed: int | None
    profile: str
    error: str
    remedy: str
    generation_ms: float | None
    due_s: float | None
    deadline_met: bool | None
    stages: tuple[StageSpan, ...]
    scores: Scores | None
    peak_bytes: int | None
    rung: str
    warnings: tuple[str, ...]
    files: Files | None
    raw: Mapping[str, Any]


def read_report(text: str) -> Report | None:
    """The report in JSON text, or `None` when there is none or it cannot be read."""
    try:
        data = json.loads(text) if text else None
        return _report(data) if isinstance(data, dict) else None
    except (ValueError, TypeError, KeyError):
        return None


def _report(data: dict[str, Any]) -> Report:
    deadline = data.get("deadline") or {}
    error = data.get("error") or {}
    memory = data.get("memory") or {}
    return Report(
        slot_id=int(data["slot_id"]),
        success=bool(data.get("success")),
        seed=data.get("seed"),
        profile=str(data.get("profile") or ""),
        error=str(error.get("message") or ""),
        remedy=str(error.get("remedy") or ""),
        generation_ms=data.get("generation_time_ms"),
        due_s=deadline.get("due_s"),
        deadline_met=deadline.get("met"),
        stages=tuple(
            StageSpan(s["name"], s["start_ms"], s["end_ms"], s.get("attempts", 1))
            for s in data.get("stages") or ()
        ),
        scores=_scores(data.get("verification")),
        peak_bytes=memory.get("peak_bytes"),
        rung=str(data.get("rung") or ""),
        warnings=tuple(str(w) for w in data.get("warnings") or ()),
        files=_files(data.get("files")),
        raw=data,
    )


def _scores(data: dict[str, Any] | None) -> Scores | None:
    if not data:
        return None
    return Scores(
        clip_b=data["score_clip_b"],
        clip_l=data["score_clip_l"],
        ensemble=data["ensemble_score"],
        threshold=data["clip_threshold"],
        passed=data["self_check_passed"],
        outlier=data["outlier_detected"],
        keyframes=tuple(Keyframe(k["index"], k["clip_b"], k["clip_l"]) for k in data.get("keyframes") or ()),
    )


def _files(data: dict[str, str] | None) -> Files | None:
    if not data:
        return None
    return Files(*(Path(data[name]) for name in ("video", "actor", "speech", "report")))
