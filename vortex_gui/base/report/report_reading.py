"""Reads a report back from JSON text of any origin: part by part, strict and bounded.

Numbers are finite and within the pipeline's own ranges. An unreadable part is `None` or missing; the reader
skips unknown keys.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from vortex_gui.base.notation.bounds import (
    MAX_BYTES,
    MAX_COUNT,
    MAX_MS,
    MAX_SCORE,
    MAX_SECONDS,
    MAX_SEED,
    MAX_SLOT_ID,
    number,
    whole,
)
from vortex_gui.base.report.checks import CHECK_NAMES, Check, CheckName
from vortex_gui.base.report.report import (
    Deadline,
    KeyframeScore,
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
from vortex_gui.base.stages import STAGES, Stage
from vortex_gui.base.words.harmless import harmless

MAX_REPORT_CHARS = 4 * 1024 * 1024
MAX_TEXT = 4096
MAX_ENTRIES = 256
"""Of a list or a mapping; more are left out."""
MAX_DUE_S = 1e9
MAX_DB = 200.0
MAX_FIGURE = 1e9

_OUTCOMES: Mapping[str, Outcome] = {name: name for name in get_args(Outcome)}
_CHECKS: Mapping[str, CheckName] = {name: name for name in CHECK_NAMES}
_STAGES: Mapping[str, Stage] = {stage: stage for stage in STAGES}


def read_report(text: str) -> Report | None:
    """The report in JSON text; `None` without one, or without a slot number in it."""
    if len(text) > MAX_REPORT_CHARS:
        return None
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    data = _mapping(data)
    slot_id = whole(data.get("slot_id"), 0, MAX_SLOT_ID)
    return None if slot_id is None else _report(slot_id, data)


def is_strict_json(text: str) -> bool:
    """Whether every reader of JSON takes the text: Python's own also takes NaN and Infinity."""
    try:
        json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return False
    return True


def _refuse_constant(word: str) -> float:
    raise ValueError(word)


def _report(slot_id: int, data: Mapping[str, Any]) -> Report:
    deadline, target = _mapping(data.get("deadline")), _mapping(data.get("target"))
    return Report(
        slot_id=slot_id,
        seed=whole(data.get("seed"), 0, MAX_SEED),
        profile=_words(data.get("profile")),
        success=data.get("success") is True,
        outcome=_OUTCOMES.get(_text(data.get("outcome"))),
        error=_error(_mapping(data.get("error"))),
        generation_time_ms=number(data.get("generation_time_ms"), 0, MAX_MS),
        deadline=Deadline(number(deadline.get("due_s"), -MAX_DUE_S, MAX_DUE_S), _flag(deadline.get("met"))),
        target=Target(number(target.get("target_s"), 0, MAX_DUE_S), _flag(target.get("met"))),
        stages=tuple({timing.name: timing for timing in _stages(data.get("stages"))}.values()),
        verification=_verification(_mapping(data.get("verification"))),
        takes=tuple(_takes(data.get("takes"))),
        checks=tuple({check.name: check for check in _checks(data.get("checks"))}.values()),
        memory=_memory(_mapping(data.get("memory"))),
        rung=_words(data.get("rung")),
        completed_prompt=_text(data.get("completed_prompt")),
        device=_words(data.get("device")),
        threads=whole(data.get("threads"), 1, MAX_COUNT),
        worker=_made_by(_mapping(data.get("worker"))),
        face_finding=_words(data.get("face_finding")),
        loudness=_loudness(_mapping(data.get("loudness"))),
        warnings=tuple(filter(None, map(_words, _entries(data.get("warnings"))))),
        own_files=_texts(_mapping(data.get("own_files"))),
        files=_files(_mapping(data.get("files"))),
        versions=_texts(_mapping(data.get("versions"))),
        checkpoints=_texts(_mapping(data.get("checkpoints"))),
        recipe=_mapping(data.get("recipe")),
    )


def _made_by(data: Mapping[str, Any]) -> MadeBy | None:
    return MadeBy(_words(data.get("id")), _words(data.get("machine"))) if data else None


def _error(data: Mapping[str, Any]) -> ReportedError | None:
    if not data:
        return None
    return ReportedError(*(_words(data.get(name)) for name in ("code", "message", "remedy")))


def _stages(found: object) -> Iterator[StageTiming]:
    for entry in map(_mapping, _entries(found)):
        name = _STAGES.get(_text(entry.get("name")))
        start_ms = number(entry.get("start_ms"), 0, MAX_MS)
        end_ms = number(entry.get("end_ms"), start_ms or 0, MAX_MS)
        attempts = whole(entry.get("attempts", 1), 1, MAX_COUNT)
        if name is not None and start_ms is not None and end_ms is not None and attempts is not None:
            yield StageTiming(name, start_ms, end_ms, attempts, number(entry.get("units"), 0, MAX_COUNT))


def _verification(data: Mapping[str, Any]) -> Verification | None:
    names = ("score_clip_b", "score_clip_l", "ensemble_score", "clip_threshold")
    clip_b, clip_l, ensemble, threshold = (number(data.get(name), 0, MAX_SCORE) for name in names)
    if clip_b is None or clip_l is None or ensemble is None or threshold is None:
        return None
    origin = data.get("thresholds_measured")
    return Verification(
        score_clip_b=clip_b,
        score_clip_l=clip_l,
        ensemble_score=ensemble,
        self_check_passed=data.get("self_check_passed") is True,
        outlier_detected=data.get("outlier_detected") is True,
        clip_threshold=threshold,
        keyframes=tuple(_keyframes(data.get("keyframes"))),
        thresholds_measured=_words(origin) if isinstance(origin, str) else None,
    )


def _keyframes(found: object) -> Iterator[KeyframeScore]:
    for entry in map(_mapping, _entries(found)):
        index = whole(entry.get("index"), 0, MAX_COUNT)
        clip_b, clip_l = (number(entry.get(name), 0, MAX_SCORE) for name in ("clip_b", "clip_l"))
        if index is not None and clip_b is not None and clip_l is not None:
            yield KeyframeScore(index, clip_b, clip_l)


def _takes(found: object) -> Iterator[Take]:
    for entry in map(_mapping, _entries(found)):
        seed = whole(entry.get("seed"), 0, MAX_SEED)
        if seed is not None:
            yield Take(
                seed,
                passed=entry.get("passed") is True,
                kept=entry.get("kept") is True,
                ensemble_score=number(entry.get("ensemble_score"), 0, MAX_SCORE),
                error=_words(entry.get("error")),
            )


def _checks(found: object) -> Iterator[Check]:
    for entry in map(_mapping, _entries(found)):
        name = _CHECKS.get(_text(entry.get("name")))
        limit, passed = _figure(entry.get("limit")), _flag(entry.get("passed"))
        if name is not None and limit is not None and passed is not None:
            value, spread = _figure(entry.get("value")), _figure(entry.get("uncertainty"))
            yield Check(name, value, limit, passed, spread, tuple(_places(entry.get("at_s"))))


def _places(found: object) -> Iterator[tuple[float, float]]:
    for entry in map(_entries, _entries(found)):
        ends = [number(end, 0, MAX_SECONDS) for end in entry]
        if len(ends) == 2 and ends[0] is not None and ends[1] is not None and ends[0] <= ends[1]:
            yield ends[0], ends[1]


def _figure(found: object) -> float | None:
    return number(found, -MAX_FIGURE, MAX_FIGURE)


def _loudness(data: Mapping[str, Any]) -> Loudness | None:
    names = ("lufs", "true_peak_db", "target_lufs")
    return Loudness(*(number(data.get(name), -MAX_DB, MAX_DB) for name in names)) if data else None


def _memory(data: Mapping[str, Any]) -> MemoryReport | None:
    names = ("peak_bytes", "soft_limit_bytes", "hard_limit_bytes")
    peak, soft, hard = (whole(data.get(name), 0, MAX_BYTES) for name in names)
    if peak is None or soft is None or hard is None:
        return None
    return MemoryReport(peak, soft, hard)


def _files(data: Mapping[str, Any]) -> SlotFiles | None:
    video, actor, speech, report = (_path(data.get(name)) for name in ("video", "actor", "speech", "report"))
    if video is None or actor is None or speech is None or report is None:
        return None
    return SlotFiles(video, actor, speech, report, _path(data.get("srt")), _path(data.get("vtt")))


def _path(found: object) -> Path | None:
    path = _text(found)
    return Path(path) if path and "\0" not in path else None


def _mapping(found: object) -> dict[str, Any]:
    return found if isinstance(found, dict) else {}


def _entries(found: object) -> list[Any]:
    return found[:MAX_ENTRIES] if isinstance(found, list) else []


def _text(found: object) -> str:
    return found[:MAX_TEXT] if isinstance(found, str) else ""


def _words(found: object) -> str:
    """To be shown: another machine may have written them."""
    return harmless(_text(found))


def _texts(found: Mapping[str, Any]) -> dict[str, str]:
    kept = [(_text(key), _text(value)) for key, value in found.items() if isinstance(value, str)]
    return dict(kept[:MAX_ENTRIES])


def _flag(found: object) -> bool | None:
    return found if isinstance(found, bool) else None
